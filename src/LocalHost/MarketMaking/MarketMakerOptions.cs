namespace CryptoVault.LocalHost.MarketMaking;

/// <summary>How the demo's market maker quotes; configuration section <c>Demo:MarketMaker</c>.</summary>
internal sealed record MarketMakerOptions
{
    /// <summary>Whether there is one. It needs the demo data.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The markets that it quotes.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = ["BTC-USDT", "ETH-USDT"];

    /// <summary>How many prices it quotes on each side.</summary>
    public int Levels { get; init; } = 6;

    /// <summary>How far the best quote is from the reference price, in basis points.</summary>
    public int SpreadBasisPoints { get; init; } = 10;

    /// <summary>How far each further quote is from the one before, in basis points.</summary>
    public int StepBasisPoints { get; init; } = 10;

    /// <summary>What a quote is worth in quote currency, in whole units.</summary>
    public int QuoteSize { get; init; } = 2_000;

    /// <summary>It quotes anew when the reference price is this far from where it quoted, in basis points, or a quote was taken.</summary>
    public int MoveBasisPoints { get; init; } = 8;

    /// <summary>It buys no more base when that is worth this many percent of all it has in the market, and sells none below a hundred less that.</summary>
    public int MostInventoryPercent { get; init; } = 90;

    /// <summary>How often it looks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);
}
