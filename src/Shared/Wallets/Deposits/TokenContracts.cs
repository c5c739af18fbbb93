using CryptoVault.Wallets.Addresses;

namespace CryptoVault.Wallets.Deposits;

/// <summary>The contract that keeps an asset on a network which has a coin of its own; configured under <c>Wallets:TokenContracts</c>.</summary>
public sealed record TokenContract
{
    /// <summary>The asset's code.</summary>
    public string Asset { get; init; } = "";

    /// <summary>The network.</summary>
    public string Network { get; init; } = "";

    /// <summary>The contract's address.</summary>
    public string Contract { get; init; } = "";
}

/// <summary>The known token contracts.</summary>
public sealed class TokenContracts
{
    private readonly IReadOnlyList<TokenContract> all;

    /// <summary>Creates the list.</summary>
    /// <exception cref="ArgumentException">A contract's address cannot exist on its network.</exception>
    public TokenContracts(IReadOnlyList<TokenContract> configured)
    {
        all = configured.Count == 0 ? Defaults : configured;
        foreach (var token in all)
        {
            var check = NetworkAddresses.Check(token.Network, token.Contract);
            if (!check.IsValid)
            {
                throw new ArgumentException($"Wallets:TokenContracts: {token.Asset} on {token.Network}: {check.Reason}");
            }
        }
    }

    /// <summary>The contracts on the main networks.</summary>
    public static IReadOnlyList<TokenContract> Defaults { get; } =
    [
        new() { Asset = "USDT", Network = "ethereum", Contract = "0xdAC17F958D2ee523a2206206994597C13D831ec7" },
        new() { Asset = "USDC", Network = "ethereum", Contract = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48" },
        new() { Asset = "USDT", Network = "tron", Contract = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" },
    ];

    /// <summary>The contract's address, or null when the asset is the network's own coin or its contract is not known.</summary>
    public string? Find(string asset, string network) =>
        all.FirstOrDefault(token => token.Asset == asset && token.Network == network)?.Contract;
}
