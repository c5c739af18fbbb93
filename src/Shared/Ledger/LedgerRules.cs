namespace CryptoVault.Ledger;

/// <summary>What every posting must satisfy; a violation is a bug of the caller, never a client's fault.</summary>
internal static class LedgerRules
{
    public static void CheckBalanced(PostingDraft draft)
    {
        if (draft.Legs.Count < 2)
        {
            throw new InvalidOperationException($"{draft.Id}: a posting has at least two legs.");
        }

        for (var i = 0; i < draft.Legs.Count; i++)
        {
            var asset = draft.Legs[i].Asset;
            Int128 sum = 0;
            var seen = false;
            for (var j = 0; j < draft.Legs.Count; j++)
            {
                if (draft.Legs[j].Asset == asset)
                {
                    seen |= j < i;
                    sum = checked(sum + draft.Legs[j].Units);
                }
            }

            if (!seen && sum != 0)
            {
                throw new InvalidOperationException($"{draft.Id}: its {asset} legs sum to {sum}, not to zero.");
            }

            if ((draft.Legs[i].Account == AccountName.Clearing) != (draft.Legs[i].Transfer is not null))
            {
                throw new InvalidOperationException($"{draft.Id}: clearing legs, and only they, name their transfer.");
            }
        }
    }

    /// <summary>Per asset, what the held legs take is exactly what the resolutions say, less what they add.</summary>
    public static void CheckHeldLegs(PostingDraft draft, List<HoldDocument> holds)
    {
        foreach (var asset in draft.Legs.Select(leg => leg.Asset).Distinct(StringComparer.Ordinal))
        {
            Int128 taken = 0;
            foreach (var leg in draft.Legs)
            {
                taken -= leg.Account == AccountName.Held && leg.Asset == asset ? leg.Units : 0;
            }

            for (var i = 0; i < holds.Count; i++)
            {
                taken -= holds[i].Asset == asset ? draft.Holds[i].Posted + draft.Holds[i].Released - draft.Holds[i].Added : 0;
            }

            if (taken != 0)
            {
                throw new InvalidOperationException($"{draft.Id}: its held {asset} legs differ from its hold resolutions by {taken}.");
            }
        }
    }
}
