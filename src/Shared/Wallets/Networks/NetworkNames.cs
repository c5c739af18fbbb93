namespace CryptoVault.Wallets.Networks;

/// <summary>The networks whose addresses are understood.</summary>
public static class NetworkNames
{
    /// <summary>Bitcoin's main network.</summary>
    public const string Bitcoin = "bitcoin";

    /// <summary>Ethereum's main network: ether and ERC-20 tokens.</summary>
    public const string Ethereum = "ethereum";

    /// <summary>Tron's main network: TRC-20 tokens.</summary>
    public const string Tron = "tron";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Bitcoin, Ethereum, Tron];
}
