namespace CryptoVault.Matching;

/// <summary>
/// Fees: basis points of what is received, rounded up toward the house. Written without a 128-bit division,
/// because it runs twice per trade: <c>count x unit x bp / 10,000</c> is split so that each part fits into 64
/// bits and the only divisions are by the constant 10,000.
/// </summary>
internal readonly struct FeeMath(long unit)
{
    /// <summary>Basis points in one: 100 %.</summary>
    public const int One = 10_000;

    private readonly long high = unit / One;
    private readonly long low = unit % One;

    /// <summary>The fee, in minor units, on <paramref name="count"/> units received at <paramref name="basisPoints"/> (0 to 10,000).</summary>
    public Int128 Of(long count, int basisPoints)
    {
        var scaled = low * basisPoints;
        var whole = (high * basisPoints) + (scaled / One);
        var rest = scaled % One;
        var roundedUp = ((count / One) * rest) + ((((count % One) * rest) + One - 1) / One);
        return Math.BigMul(count, whole) + roundedUp;
    }
}
