using CryptoVault.Hosting;
using CryptoVault.Markets;
using CryptoVault.Messaging;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>The documents and messages of one commit of a market.</summary>
internal sealed record MarketBatch(MarketHead Head, MarketLogDocument Log, OutboxDocument? Outbox, DocumentBatch Batch);

/// <summary>Writes what was gathered for a commit as documents.</summary>
internal sealed class MarketBatchWriter(MarketState state, MarketCommit commit, DateTimeOffset now)
{
    private readonly string time = StoredTime.Format(now);
    private readonly long sequence = state.Head.Sequence + 1;

    public MarketBatch Write(UnfinishedOrder? unfinished, string outboxId, TimeSpan tombstoneLife)
    {
        var updates = Updates();
        var messages = SettlementMessages.Of(state.Market, sequence, time, updates, commit.Trades);
        var outbox = messages.Count == 0 ? null : new OutboxDocument(OutboxDocument.IdPrefix + outboxId, messages, time);
        var head = new MarketHead
        {
            Sequence = sequence,
            TradeNumber = commit.Trades.Count > 0 ? commit.Trades[^1].Number : state.Head.TradeNumber,
            Priority = Math.Max(state.Head.Priority, commit.Priority),
            LastPrice = commit.Trades.Count > 0 ? commit.LastPrice : state.Head.LastPrice,
            Clock = state.Book.Time,
            NextExpiry = state.Book.NextExpiry == long.MaxValue ? null : state.Book.NextExpiry,
            Unfinished = unfinished,
            Trailing = state.Special.Marks(),
        };
        var log = LogOf(updates);
        var batch = new DocumentBatch(ContainerNames.Markets, state.Market.Symbol, Operations(head, log, outbox, tombstoneLife));
        return new MarketBatch(head, log, outbox, batch);
    }

    private List<DocumentOperation> Operations(MarketHead head, MarketLogDocument log, OutboxDocument? outbox, TimeSpan tombstoneLife)
    {
        var operations = new List<DocumentOperation>(commit.Documents + 3)
        {
            state.HeadETag is null
                ? DocumentOperation.Create(head.Id, DocumentCodec.Encode(head))
                : DocumentOperation.Replace(head.Id, DocumentCodec.Encode(head), state.HeadETag),
            DocumentOperation.Create(log.Id, DocumentCodec.Encode(log), log.TimeToLive),
        };
        foreach (var change in commit.Orders)
        {
            var id = WorkingOrderDocument.IdPrefix + OrderKey.Format(change.Last.OrderId);
            if (change.IsWorking)
            {
                // The head's ETag guards the whole partition, so working orders need none.
                operations.Add(DocumentOperation.Upsert(id, DocumentCodec.Encode(WorkingOrderOf(id, change))));
            }
            else if (change.WasWorking)
            {
                operations.Add(DocumentOperation.Delete(id));
            }
        }

        foreach (var tombstone in commit.NewTombstones)
        {
            var document = new TombstoneDocument(TombstoneDocument.IdPrefix + OrderKey.Format(tombstone), tombstoneLife) { Time = time };
            operations.Add(DocumentOperation.Upsert(document.Id, DocumentCodec.Encode(document), tombstoneLife));
        }

        if (outbox is not null)
        {
            operations.Add(DocumentOperation.Create(outbox.Id, DocumentCodec.Encode(outbox)));
        }

        return operations;
    }

    private WorkingOrderDocument WorkingOrderOf(string id, OrderChange change)
    {
        var last = change.Last;
        var special = state.Special.Find(last.OrderId);
        return new(id, state.Owners.UserOf(last.Owner), last.Side)
        {
            Price = last.OrderPrice,
            Remaining = last.Remaining,
            Executed = last.Executed,
            ExecutedQuote = last.ExecutedQuote,
            Fee = last.CumulativeFee,
            Priority = last.Priority,
            Sequence = last.Sequence,
            MakerBasisPoints = last.MakerBasisPoints,
            TakerBasisPoints = last.TakerBasisPoints,
            Place = last.Place == OrderPlace.Book ? null : last.Place,
            Visible = last.Place == OrderPlace.Book && last.Visible != last.Remaining ? last.Visible : null,
            Budget = last.Budget == NewOrder.NoBudget || special?.Terms.Type.HasLimit() != false ? null : last.Budget,
            Terms = special?.Terms,
            Partner = special?.Partner is { } partner ? OrderKey.Format(partner) : null,
        };
    }

    /// <summary>One update per order, with its user.</summary>
    private List<(string UserId, OrderUpdate Update)> Updates()
    {
        var market = state.Market;
        var updates = new List<(string, OrderUpdate)>(commit.Orders.Count + commit.Refusals.Count);
        foreach (var change in commit.Orders.Where(static change => change.IsTold))
        {
            var last = change.Last;
            updates.Add((state.Owners.UserOf(last.Owner), new OrderUpdate(
                OrderKey.Format(last.OrderId), last.Side, change.FirstSequence, last.Sequence, last.Status)
            {
                Executed = market.QuantityOf(last.Executed).Units,
                ExecutedQuote = market.NotionalOf(last.ExecutedQuote).Units,
                Fee = last.CumulativeFee,
                Reason = last.Kind == BookEventKind.Rejected ? RejectReasons.Of(last.Refusal) : null,
                Refusal = last.Kind == BookEventKind.Rejected ? null : RejectReasons.Of(change.Refusal),
                Reduced = change.WasReduced ? market.QuantityOf(last.Executed + last.Remaining).Units : 0,
                IsTriggered = change.WasTriggered,
                KeepsHold = last.KeepsHold,
                ReplacedBy = change.Replacement is { } by ? OrderKey.Format(by.New) : null,
                PassedOn = change.Replacement is { } passing ? UnitsOf(last.Side, passing.PassedOn) : 0,
                IsReplacement = change.IsReplacement,
                Hold = UnitsOf(last.Side, last.Hold),
                Fills = FillsOf(change.Fills, market),
            }));
        }

        foreach (var refusal in commit.Refusals)
        {
            updates.Add((refusal.UserId, new OrderUpdate(OrderKey.Format(refusal.OrderId), refusal.Side, 1, 1, refusal.Status) { Reason = refusal.Reason }));
        }

        return updates;
    }

    private Int128 UnitsOf(OrderSide side, long hold) =>
        (side == OrderSide.Buy ? state.Market.NotionalOf(hold) : state.Market.QuantityOf(hold)).Units;

    private static IReadOnlyList<OrderFill> FillsOf(List<CommittedFill> fills, Market market) =>
        [.. fills.Select(fill => new OrderFill(
            fill.Trade,
            market.PriceOf(fill.Price).Units,
            market.QuantityOf(fill.Quantity).Units,
            market.NotionalOf(fill.Price * fill.Quantity).Units,
            fill.Fee,
            fill.IsMaker))];

    private MarketLogDocument LogOf(List<(string UserId, OrderUpdate Update)> updates) =>
        new(MarketLogDocument.IdOf(sequence), sequence, time)
        {
            Orders = [.. updates.Select(update => new LoggedOrder(
                update.Update.OrderId, update.UserId, update.Update.FirstSequence, update.Update.Sequence, update.Update.Status) { Reason = update.Update.Reason })],
            Trades = [.. commit.Trades.Select(trade => new LoggedTrade(
                trade.Number, trade.Price, trade.Quantity, OrderKey.Format(trade.Taker), OrderKey.Format(trade.Maker), trade.TakerSide, trade.TakerFee, trade.MakerFee))],
            Bids = Flat(commit.Bids),
            Asks = Flat(commit.Asks),
        };

    private static List<long> Flat(Dictionary<long, long> levels)
    {
        var flat = new List<long>(levels.Count * 2);
        foreach (var (price, quantity) in levels)
        {
            flat.Add(price);
            flat.Add(quantity);
        }

        return flat;
    }
}
