namespace CryptoVault.Ledger.Verification;

/// <summary>Checks one partition's accounts, holds and postings exactly and says what is wrong; documents may come in any order.</summary>
internal sealed class PartitionAudit(string partition, Action<LedgerViolation> report)
{
    private readonly Dictionary<(AccountName Account, string Asset), LegChain> chains = [];
    private readonly Dictionary<string, AccountsDocument> accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HoldDocument> holds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Int128 Posted, Int128 Released, Int128 Added)> resolutions = new(StringComparer.Ordinal);

    public void Add(AccountsDocument document) => accounts[document.Asset] = document;

    public void Add(HoldDocument hold)
    {
        holds[hold.Id] = hold;
        AddLegs(hold.Id, hold.Legs);
    }

    public void Add(PostingDocument posting)
    {
        AddLegs(posting.Id, posting.Legs);
        foreach (var resolution in posting.Holds ?? [])
        {
            var id = HoldDocument.IdOf(resolution.Hold);
            var (posted, released, added) = resolutions.GetValueOrDefault(id);
            resolutions[id] = (posted + resolution.Posted, released + resolution.Released, added + resolution.Added);
        }
    }

    public void Finish()
    {
        foreach (var (key, chain) in chains)
        {
            var stored = accounts.TryGetValue(key.Asset, out var document) ? document[key.Account] : default;
            if (!chain.LeadsTo(stored))
            {
                Report(
                    LedgerInvariant.HistoryIsComplete, $"{key.Account} {key.Asset}",
                    $"{chain.Count} legs sum to {chain.Sum}; stored are sequence {stored.Sequence} and balance {stored.Balance}, or the legs are no gap-free chain.");
            }
        }

        foreach (var document in accounts.Values)
        {
            foreach (var account in Enum.GetValues<AccountName>())
            {
                if (!document[account].IsUnused && !chains.ContainsKey((account, document.Asset)))
                {
                    Report(LedgerInvariant.HistoryIsComplete, $"{account} {document.Asset}", $"Balance {document[account].Balance} has no postings.");
                }
            }
        }

        CheckHolds();
    }

    private void CheckHolds()
    {
        var open = new Dictionary<string, Int128>(StringComparer.Ordinal);
        foreach (var hold in holds.Values)
        {
            var (posted, released, added) = resolutions.GetValueOrDefault(hold.Id);
            resolutions.Remove(hold.Id);
            if (posted != hold.Posted || released != hold.Released || added != hold.Added || hold.Remaining < 0)
            {
                Report(
                    LedgerInvariant.HoldsResolveOnce, hold.Id,
                    $"Of {hold.Amount}, postings paid {posted} and released {released}, and added {added}; the hold says {hold.Posted}, {hold.Released} and {hold.Added}.");
            }

            open[hold.Asset] = open.GetValueOrDefault(hold.Asset) + hold.Remaining;
        }

        foreach (var id in resolutions.Keys)
        {
            Report(LedgerInvariant.HoldsResolveOnce, id, "Postings resolve a hold that does not exist.");
        }

        foreach (var asset in open.Keys.Union(accounts.Keys, StringComparer.Ordinal))
        {
            var held = accounts.TryGetValue(asset, out var document) ? document.Held.Balance : 0;
            var reserved = open.GetValueOrDefault(asset);
            if (held != reserved)
            {
                Report(LedgerInvariant.HoldsMatchHeld, $"Held {asset}", $"Unresolved holds add up to {reserved}; held is {held}.");
            }
        }
    }

    private void AddLegs(string id, IReadOnlyList<PostingLeg> legs)
    {
        for (var i = 0; i < legs.Count; i++)
        {
            var leg = legs[i];
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(chains, (leg.Account, leg.Asset), out _).Add(leg);
            if (Accounts.NeverNegative(leg.Account) && leg.Balance < 0)
            {
                Report(LedgerInvariant.NeverNegative, $"{leg.Account} {leg.Asset}", $"{id} left it at {leg.Balance}.");
            }
        }

        CheckSum(id, legs);
    }

    private void CheckSum(string id, IReadOnlyList<PostingLeg> legs)
    {
        foreach (var asset in legs.Select(leg => leg.Asset).Distinct(StringComparer.Ordinal))
        {
            if (PostingSums.Of(legs, asset) is var sum && sum != 0)
            {
                Report(LedgerInvariant.PostingsSumToZero, id, $"Its {asset} legs sum to {sum}.");
            }
        }
    }

    private void Report(LedgerInvariant invariant, string where, string what) =>
        report(new LedgerViolation(invariant, $"{partition}: {where}", what));
}
