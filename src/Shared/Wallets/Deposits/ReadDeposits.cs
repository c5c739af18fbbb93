using CryptoVault.Ledger;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Deposits;

/// <summary>Which deposits are asked for.</summary>
public sealed record DepositFilter
{
    /// <summary>Only this asset's; null for all.</summary>
    public string? Asset { get; init; }

    /// <summary>Only those over this network; null for all.</summary>
    public string? Network { get; init; }

    /// <summary>Only those in this state; null for all.</summary>
    public DepositStatus? Status { get; init; }

    /// <summary>Only those that were seen first at these times.</summary>
    public TimeRange Time { get; init; }

    internal bool Takes(DepositDocument deposit) =>
        (Asset is null || deposit.Asset == Asset) && (Network is null || deposit.Network == Network) && (Status is null || deposit.Status == Status);
}

/// <summary>Lists a user's deposits.</summary>
public sealed class ReadDeposits(IDocumentStore store, TimeProvider clock)
{
    /// <summary>A page, newest first.</summary>
    public ValueTask<ListPage<DepositDocument>> ListAsync(string userId, DepositFilter filter, int limit, string? position, CancellationToken cancellation = default) =>
        store.PickPageAsync(
            new DocumentQuery(LedgerPartitions.Users, DepositDocument.ByTime.Name) { Partition = userId, From = filter.Time.FromText, To = filter.Time.ToText },
            clock.GetUtcNow(),
            document => new[] { DocumentCodec.Decode<DepositDocument>(document) }.Where(filter.Takes),
            limit, position, cancellation);
}
