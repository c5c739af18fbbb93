namespace CryptoVault.Adapters.Simulated;

/// <summary>Habits of the simulated chains, configured under <c>Custody:Simulated</c>.</summary>
public sealed record SimulatedChainOptions
{
    /// <summary>How often a block comes.</summary>
    public TimeSpan BlockInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What a transaction costs on its network, by asset code, in plain decimal text; other assets move for free.</summary>
    public IReadOnlyDictionary<string, string> NetworkFees { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["BTC"] = "0.00001",
        ["ETH"] = "0.0002",
        ["USDT"] = "0.5",
        ["USDC"] = "0.5",
        ["EUR"] = "0.2",
        ["USD"] = "0.25",
    };

    /// <summary>Addresses that this custody never pays to, as a real one has that its own rules forbid: a submission to one is refused.</summary>
    public IReadOnlyList<string> RefusedAddresses { get; init; } = [];
}
