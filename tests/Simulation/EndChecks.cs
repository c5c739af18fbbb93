using System.Globalization;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Ledger.Verification;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Orders;
using CryptoVault.Orders.Lists;
using CryptoVault.Simulation.Checks;
using CryptoVault.Simulation.World;
using CryptoVault.Storage;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Simulation;

/// <summary>What must be true when nothing is on its way any more.</summary>
internal sealed class EndChecks(SimWorld world)
{
    private const string ResubmitName = "deliver dead letters again";
    private static readonly string[] Assets = ["BTC", "USDT"];

    /// <summary>What is not over yet, and which check it breaks if it never will be; null when all is over.</summary>
    public Failure? Unfinished()
    {
        if (world.Clients.Open.FirstOrDefault(operation => !operation.IsOver) is { } operation)
        {
            return new Failure(Failure.Liveness, $"'{operation.Name}' has no answer", world.Step);
        }

        foreach (var container in ContainerCatalog.Product.Where(container => container.Indexes.Contains(OutboxDocument.Index)))
        {
            if ((Any(container.Name, OutboxDocument.Index, OutboxDocument.Pending) ?? Any(container.Name, OutboxDocument.Index, OutboxDocument.BackOffice)) is { } outbox)
            {
                return new Failure(Failure.Liveness, $"{outbox.Partition}/{outbox.Id} is not handled", world.Step);
            }
        }

        if (world.Watch.HasOpenTransfers)
        {
            return new Failure(Failure.Of(LedgerInvariant.TransfersComplete), $"still on its way: {world.Watch.OpenTransfers.First()}", world.Step);
        }

        if (GivenUp().FirstOrDefault() is { } letter)
        {
            return new Failure(Failure.Liveness, $"given up again and again: {letter.Messages[0].MessageId}: {letter.DeadLetterReason}", world.Step);
        }

        return UnfinishedBusiness() is { } business ? new Failure(Failure.Liveness, business, world.Step) : null;
    }

    /// <summary>Messages that only the weather made consumers give up on are delivered again, as an operator would have them be.</summary>
    public void Resubmit()
    {
        if (GivenUp().Any() && world.Clients.Open.All(operation => operation.IsOver || operation.Name != ResubmitName))
        {
            world.Clients.Begin(new Operation(ResubmitName, async node =>
            {
                var queues = node.Get<IQueueInspector>();
                foreach (var letter in (await queues.DeadLettersAsync(100)).Items.Where(letter => IsGivenUp(letter.Reason)))
                {
                    await queues.ResubmitAsync(letter.Reference);
                }

                return null;
            }));
        }
    }

    public void Check()
    {
        CheckHolds();
        var deposits = new DepositChecks(world);
        deposits.Check();
        CheckCustody(deposits);
        CheckOrders();
        new AdjustmentChecks(world).Check();
        world.Audit.Check();
        CheckBalances();
        if (DeadLetters().FirstOrDefault() is { } dead)
        {
            world.Fail(Failure.Liveness, $"a dead letter, {dead.Messages[0].Queue} {dead.Messages[0].MessageId}: {dead.DeadLetterReason}");
        }
    }

    private IEnumerable<OutboxDocument> DeadLetters() => ContainerCatalog.Product.Where(container => container.Indexes.Contains(OutboxDocument.Index))
        .Select(container => Any(container.Name, OutboxDocument.Index, OutboxDocument.Dead)).OfType<StoredDocument>().Select(DocumentCodec.Decode<OutboxDocument>);

    private IEnumerable<OutboxDocument> GivenUp() => DeadLetters().Where(letter => IsGivenUp(letter.DeadLetterReason));

    private static bool IsGivenUp(string? reason) => reason?.StartsWith("MaxDeliveryCountExceeded", StringComparison.Ordinal) == true;

    private string? UnfinishedBusiness()
    {
        if (Any(LedgerPartitions.Users, OrderDocument.Pending) is { } order)
        {
            return $"{order.Partition}/{order.Id} has no answer from its market";
        }

        foreach (var network in SimWorld.NetworksUsed)
        {
            if (IsBehindTheChain(network))
            {
                return $"what came in on {network} was not looked at yet";
            }

            if (Any(LedgerPartitions.Users, DepositDocument.Pending, network) is { } deposit)
            {
                return $"{deposit.Partition}/{deposit.Id} is looked after: {DocumentCodec.Decode<DepositDocument>(deposit).Status}";
            }
        }

        if (Any(LedgerPartitions.Users, AdjustmentDocument.Due) is { } adjustment)
        {
            return $"{adjustment.Partition}/{adjustment.Id} is neither decided nor expired";
        }

        foreach (var sent in world.Model.Withdrawals.Values)
        {
            if (world.FindWithdrawal(sent) is { } document && !WithdrawalFlow.IsFinal(document.Status))
            {
                return $"withdrawal {sent.WithdrawalId} is {document.Status}";
            }
        }

        return null;
    }

    private bool IsBehindTheChain(string network)
    {
        var head = world.Store.All(ChainContainer.Name, network, ChainHeadDocument.HeadId).Select(DocumentCodec.Decode<ChainHeadDocument>).SingleOrDefault();
        var (container, partition) = (DepositCursorDocument.Partition.Container, DepositCursorDocument.Partition.Value);
        var cursor = world.Store.All(container, partition, DepositCursorDocument.IdOf(network)).Select(DocumentCodec.Decode<DepositCursorDocument>).SingleOrDefault();
        return head is not null && head.LastFed > long.Parse(cursor?.Cursor ?? "0", CultureInfo.InvariantCulture);
    }

    private StoredDocument? Any(string container, IndexDefinition index, params object[] equal) =>
        world.Store.Query(new DocumentQuery(container, index.Name) { Equal = equal, Limit = 1 }).Items is [var first, ..] ? first : null;

    /// <summary>Each open hold is that of an order that works, of exactly what it may cost.</summary>
    private void CheckHolds()
    {
        var working = Model.Exposures(Working());
        foreach (var (partition, hold) in world.Watch.OpenHolds)
        {
            if (!working.Remove(FirstOrderOf(partition, hold), out var open))
            {
                world.Fail(Failure.Of(LedgerInvariant.HoldsMatchHeld), $"{partition}: {hold.Id} holds {hold.Remaining} {hold.Asset} for nothing that is open");
                return;
            }

            if (hold.Remaining != open.Held)
            {
                world.Fail(
                    Failure.Of(LedgerInvariant.HoldsMatchHeld),
                    $"{partition}: {hold.Id} holds {hold.Remaining} {hold.Asset}; what is open needs {open.Held}");
                return;
            }
        }

        if (working.Count > 0)
        {
            world.Fail(Failure.Of(LedgerInvariant.HoldsMatchHeld), $"order {working.Keys.First()} works without a hold");
        }
    }

    /// <summary>The order that a hold is for; of the hold that two share, the first of them.</summary>
    private string FirstOrderOf(PartitionKey partition, HoldDocument hold)
    {
        if (hold.Reference.Type != OrderListDocument.ReferenceType)
        {
            return hold.Reference.Id;
        }

        var list = DocumentCodec.Decode<OrderListDocument>(world.Store.Read(partition.Container, partition.Value, hold.Id)!);
        return list.LegOrders.Min(StringComparer.Ordinal)!;
    }

    /// <summary>What the ledger says is in custody lies on the chain.</summary>
    private void CheckCustody(DepositChecks deposits)
    {
        foreach (var asset in Assets)
        {
            Int128 onChain = 0;
            foreach (var transaction in Transactions().Where(transaction => transaction.Asset == asset))
            {
                onChain += transaction.Gain;
            }

            var booked = world.Watch.CustodyOf(asset) + deposits.DustOf(asset);
            if (onChain != booked)
            {
                world.Fail(Failure.Of(LedgerInvariant.AssetsMatchLiabilities), $"custody has {onChain} {asset}; the ledger and what is kept as dust say {booked}");
            }
        }
    }

    private void CheckOrders()
    {
        foreach (var (_, trade) in world.Watch.Trades)
        {
            if (world.Model.Trade(trade) is { } wrong)
            {
                world.Fail(Failure.Model, wrong);
            }
        }

        foreach (var sent in world.Model.Orders.Values.Where(order => order.WasAcknowledged))
        {
            var stored = world.Store.Read(LedgerPartitions.Users, sent.User, OrderDocument.IdOf(sent.OrderId));
            if (stored is null)
            {
                world.Fail(Failure.Model, $"order {sent.OrderId} was acknowledged and is lost");
                return;
            }

            var order = DocumentCodec.Decode<OrderDocument>(stored);
            if (WhyUntold(sent, order) is { } untold)
            {
                world.Fail(Failure.Model, untold);
                return;
            }

            Int128 executed = 0;
            foreach (var (_, trade) in world.Watch.Trades)
            {
                executed += trade.Taker == sent.OrderId || trade.Maker == sent.OrderId ? trade.Quantity * 1_000 : 0;
            }

            if (order.Executed != executed)
            {
                world.Fail(Failure.Model, $"order {sent.OrderId} says that {order.Executed} were executed; its trades say {executed}");
                return;
            }
        }
    }

    /// <summary>Says why an order should not be as it is, seen from the orders that it has to do with; null when it should.</summary>
    private string? WhyUntold(SentOrder sent, OrderDocument order)
    {
        if (order.ListId is { } listId)
        {
            var list = DocumentCodec.Decode<OrderListDocument>(world.Store.Read(LedgerPartitions.Users, sent.User, OrderListDocument.IdOf(listId))!);
            return list.WorkingOrder is null || list.WorkingOrder == order.OrderId ? null : WhyUntold(list, Order(sent.User, list.WorkingOrder), order);
        }

        if (order.Replaces is { } replaced && order.Sequence > 0 && order.IsPassedOn)
        {
            var old = Order(sent.User, replaced);
            return old.Status == OrderStatus.Canceled && old.ReplacedBy == order.OrderId ? null : $"order {sent.OrderId} took the place of order {replaced}, which is {old.Status}";
        }

        return null;
    }

    /// <summary>A leg is placed if its list's working order was filled and not canceled before, and with no more than that brought.</summary>
    private static string? WhyUntold(OrderListDocument list, OrderDocument working, OrderDocument leg)
    {
        var received = working.Side == OrderSide.Buy ? working.Executed - working.Fee : working.ExecutedQuote - working.Fee;
        return leg.Waits && working.Status.IsClosed() ? $"order {leg.OrderId} waits for order {working.OrderId}, which is {working.Status}"
            : leg.SentTime is not null && (list.IsCanceled || working.Status != OrderStatus.Filled) ? $"order {leg.OrderId} was placed for order {working.OrderId}, which is {working.Status}"
            : leg.Asset == working.ReceivedAsset && leg.Added > received ? $"order {leg.OrderId} got {leg.Added} of the {received} that order {working.OrderId} brought"
            : null;
    }

    private OrderDocument Order(string user, string orderId) =>
        DocumentCodec.Decode<OrderDocument>(world.Store.Read(LedgerPartitions.Users, user, OrderDocument.IdOf(orderId))!);

    private void CheckBalances()
    {
        var paid = Transactions().Where(transaction => transaction is { WithdrawalId: not null, IsGone: false }).Select(transaction => transaction.WithdrawalId!).ToHashSet(StringComparer.Ordinal);
        foreach (var sent in world.Model.Withdrawals.Values)
        {
            if (sent.WasAcknowledged && world.FindWithdrawal(sent) is null)
            {
                world.Fail(Failure.Model, $"withdrawal {sent.WithdrawalId} was acknowledged and is lost");
            }

            if (paid.Contains(sent.WithdrawalId))
            {
                world.Model.Give(sent.User, sent.Asset, -(sent.Units + sent.Fee));
            }
        }

        var working = Model.Exposures(Working()).Values;
        foreach (var user in Clients.All)
        {
            foreach (var asset in Assets)
            {
                Int128 held = 0;
                foreach (var open in working.Where(open => open.Order.UserId == user && (open.Order.Side == OrderSide.Sell) == (asset == "BTC")))
                {
                    held += open.Held;
                }

                var stored = world.Store.Read(LedgerPartitions.Users, user, AccountsDocument.IdOf(asset));
                var accounts = stored is null ? null : DocumentCodec.Decode<AccountsDocument>(stored);
                var (available, isHeld) = (accounts?.Available.Balance ?? 0, accounts?.Held.Balance ?? 0);
                if (available != world.Model.OwnedBy(user, asset) - held || isHeld != held)
                {
                    world.Fail(
                        Failure.Model,
                        $"{user} has {available} {asset} and {isHeld} held; the model says {world.Model.OwnedBy(user, asset) - held} and {held}");
                }
            }
        }
    }

    private IEnumerable<WorkingOrderDocument> Working() =>
        world.Store.All(ContainerNames.Markets, prefix: WorkingOrderDocument.IdPrefix).Select(DocumentCodec.Decode<WorkingOrderDocument>);

    private IEnumerable<ChainTransactionDocument> Transactions() =>
        world.Store.All(ContainerNames.Chain, prefix: ChainTransactionDocument.IdPrefix).Select(DocumentCodec.Decode<ChainTransactionDocument>);
}
