using CryptoVault.Adapters.Simulated;
using CryptoVault.Audit.Chain;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Markets;
using CryptoVault.Messaging;
using CryptoVault.Orders;
using CryptoVault.Orders.Lists;
using CryptoVault.Protection;
using CryptoVault.Storage;
using CryptoVault.Threats;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Transfers;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Hosting;

/// <summary>All containers with their indexes, as one list: what the embedded store creates at start and what is deployed to Cosmos DB.</summary>
public static class ContainerCatalog
{
    /// <summary>The containers of the product. Each area declares its indexes beside its documents.</summary>
    public static IReadOnlyList<ContainerDefinition> Product { get; } =
    [
        new(LedgerPartitions.Users)
        {
            Indexes =
            [
                OutboxDocument.Index, PostingDocument.Index, HoldDocument.Expiring,
                AdjustmentDocument.ById, AdjustmentDocument.ByTime, AdjustmentDocument.ByStatus, AdjustmentDocument.Due,
                DepositAddressDocument.ByAddress, DepositDocument.ByTime, DepositDocument.Pending,
                WithdrawalDocument.ByTime, WithdrawalDocument.ByStatus, TransferDocument.ByTime,
                OrderDocument.ByTime, OrderDocument.Open, OrderDocument.Filled, OrderDocument.Pending, OrderListDocument.ByTime, DataKeyDocument.ByWrapping,
            ],
        },
        new(LedgerPartitions.House) { Indexes = [OutboxDocument.Index, PostingDocument.Index] },
        new(ContainerNames.Markets) { Indexes = [OutboxDocument.Index, MarketDocument.Index] },
        new(ContainerNames.Trades) { Indexes = [] },
        new(ContainerNames.Cases) { Indexes = [OutboxDocument.Index, CaseDocument.Queue, CaseDocument.ByState, CaseDocument.ByAssignee, CaseDocument.ByAsset, CaseDocument.BySla, CaseDocument.ByClosing], HasChangeFeed = true },
        new(ContainerNames.System) { Indexes = [OutboxDocument.Index, AlertDocument.ByTime] },
        new(ContainerNames.Projections),
        new(ContainerNames.Audit)
        {
            Indexes =
            [
                OutboxDocument.Index, AuditRecordDocument.InOrder, AuditRecordDocument.ByTime, AuditRecordDocument.ByStream, AuditRecordDocument.ByActor, AuditRecordDocument.BySubject,
            ],
        },
    ];

    /// <summary>Containers that only the embedded default uses: the local runtime's state and the simulated chain.</summary>
    public static IReadOnlyList<ContainerDefinition> Embedded { get; } =
    [
        ChainContainer.Definition,
        new(ContainerNames.Runtime),
    ];
}

/// <summary>Names of containers.</summary>
public static class ContainerNames
{
    /// <summary>Markets: head, working orders, log. Partition key: symbol.</summary>
    public const string Markets = "markets";

    /// <summary>Trades for queries. Partition key: symbol and day.</summary>
    public const string Trades = "trades";

    /// <summary>Compliance cases. Partition key: case id.</summary>
    public const string Cases = "cases";

    /// <summary>Configuration, jobs, leases, policies. Partition key: area.</summary>
    public const string System = "system";

    /// <summary>What is derived from other documents and may be made anew. Partition key: kind.</summary>
    public const string Projections = "projections";

    /// <summary>Audit records in their chains (partition key: stream and day), and the chains' running heads.</summary>
    public const string Audit = "audit";

    /// <summary>The simulated chain. Partition key: network.</summary>
    public const string Chain = "chain";

    /// <summary>The local runtime's timers and positions in change feeds. Partition key: kind.</summary>
    public const string Runtime = "runtime";
}
