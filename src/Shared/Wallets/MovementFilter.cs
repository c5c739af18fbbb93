using CryptoVault.Storage;

namespace CryptoVault.Wallets;

/// <summary>Which deposits or withdrawals are asked for.</summary>
/// <typeparam name="TStatus">Their states.</typeparam>
public sealed record MovementFilter<TStatus>
    where TStatus : struct, Enum
{
    /// <summary>Only this asset's; null for all.</summary>
    public string? Asset { get; init; }

    /// <summary>Only those over this network; null for all.</summary>
    public string? Network { get; init; }

    /// <summary>Only those in this state; null for all.</summary>
    public TStatus? Status { get; init; }

    /// <summary>Only those that began at these times.</summary>
    public TimeRange Time { get; init; }

    internal bool Takes(string asset, string network, TStatus status) =>
        (Asset is null || asset == Asset) && (Network is null || network == Network) && (Status is not { } wanted || EqualityComparer<TStatus>.Default.Equals(status, wanted));
}
