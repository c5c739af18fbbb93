namespace CryptoVault.Ledger.Verification;

/// <summary>Sums of a posting's legs, which are few.</summary>
internal static class PostingSums
{
    /// <summary>True when the legs of each asset sum to zero.</summary>
    public static bool AreZero(IReadOnlyList<PostingLeg> legs)
    {
        for (var i = 0; i < legs.Count; i++)
        {
            if (Of(legs, legs[i].Asset) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The sum of one asset's legs.</summary>
    public static Int128 Of(IReadOnlyList<PostingLeg> legs, string asset)
    {
        Int128 sum = 0;
        for (var i = 0; i < legs.Count; i++)
        {
            sum += legs[i].Asset == asset ? legs[i].Units : 0;
        }

        return sum;
    }
}
