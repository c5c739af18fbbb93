namespace CryptoVault.Wallets.Networks;

/// <summary>One asset on one network, as configured under <c>Wallets:Networks</c>. Amounts are plain decimal text.</summary>
public sealed record AssetNetworkOptions
{
    /// <summary>The asset's code.</summary>
    public string Asset { get; init; } = "";

    /// <summary>The network's name.</summary>
    public string Network { get; init; } = "";

    /// <summary>The smallest deposit that is credited by itself.</summary>
    public string MinDeposit { get; init; } = "0";

    /// <summary>The smallest amount that can be withdrawn.</summary>
    public string MinWithdrawal { get; init; } = "0";

    /// <summary>The largest amount that can be withdrawn at once.</summary>
    public string MaxWithdrawal { get; init; } = "0";

    /// <summary>What a withdrawal costs the customer.</summary>
    public string WithdrawalFee { get; init; } = "0";

    /// <summary>How deep a transaction must be to count.</summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>False while deposits are switched off.</summary>
    public bool DepositsOpen { get; init; } = true;

    /// <summary>False while withdrawals are switched off.</summary>
    public bool WithdrawalsOpen { get; init; } = true;

    /// <summary>What a new installation starts with.</summary>
    public static IReadOnlyList<AssetNetworkOptions> Defaults { get; } =
    [
        new() { Asset = "BTC", MinDeposit = "0.00001", Network = NetworkNames.Bitcoin, MinWithdrawal = "0.0001", MaxWithdrawal = "100", WithdrawalFee = "0.00002", Confirmations = 3 },
        new() { Asset = "ETH", MinDeposit = "0.0001", Network = NetworkNames.Ethereum, MinWithdrawal = "0.001", MaxWithdrawal = "2000", WithdrawalFee = "0.0005", Confirmations = 6 },
        new() { Asset = "USDT", MinDeposit = "1", Network = NetworkNames.Ethereum, MinWithdrawal = "10", MaxWithdrawal = "5000000", WithdrawalFee = "2", Confirmations = 6 },
        new() { Asset = "USDT", MinDeposit = "1", Network = NetworkNames.Tron, MinWithdrawal = "5", MaxWithdrawal = "5000000", WithdrawalFee = "1", Confirmations = 6 },
        new() { Asset = "USDC", MinDeposit = "1", Network = NetworkNames.Ethereum, MinWithdrawal = "10", MaxWithdrawal = "5000000", WithdrawalFee = "2", Confirmations = 6 },
    ];
}
