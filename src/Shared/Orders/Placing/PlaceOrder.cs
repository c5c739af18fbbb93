using CryptoVault.Fees;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Placing;

/// <summary>An order, and whether its market has answered already.</summary>
/// <param name="Order">The order as it is now.</param>
/// <param name="IsAnswered">False when the market's answer is still to come: the order may execute yet.</param>
public sealed record OrderAnswered(OrderDocument Order, bool IsAnswered);

/// <summary>
/// Places an order: one commit in the customer's partition reserves the money, writes the order and promises the
/// command to the market's engine; then waits for the engine's answer for a bounded time. Idempotent by client order id.
/// </summary>
public sealed class PlaceOrder(
    Partitions partitions, MarketCatalog markets, FeeSchedules fees, IBandReference references, AssetCatalog assets, IOrderAnswers answers, IIds ids,
    TimeProvider clock, EngineLoad load)
{
    /// <summary>Places the order.</summary>
    /// <param name="command">The order.</param>
    /// <param name="wait">How long to wait for the market's answer at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the order.</param>
    public async Task<Result<OrderAnswered>> ExecuteAsync(PlaceOrderCommand command, TimeSpan wait, CancellationToken cancellation = default)
    {
        if (ClientOrderIds.Refuse("/clientOrderId", command.ClientOrderId) is { } malformed)
        {
            return new ValidationFailed(malformed);
        }

        if (load.Refuse() is { } tooBusy)
        {
            return tooBusy;
        }

        if (await markets.FindAsync(command.Symbol, cancellation) is not { } market)
        {
            return new MarketNotFound(command.Symbol);
        }

        var terms = OrderTerms.Read(command, market);
        if (!terms.IsSuccess)
        {
            return terms.Error;
        }

        var orderId = command.ClientOrderId is null ? ids.New() : OrderKey.OfClientOrder(command.UserId, command.ClientOrderId);
        var schedule = await fees.NewestAsync(cancellation);
        using var answer = answers.Listen(command.UserId, orderId);
        var placed = await partitions.DecideAsync(
            LedgerPartitions.OfUser(command.UserId),
            view => Place(view, command, terms.Value, market, schedule, orderId),
            cancellation);
        if (!placed.IsSuccess)
        {
            return placed.Error;
        }

        return await AnswerAsync(placed.Value, answer, wait, cancellation);
    }

    private static async Task<Result<OrderAnswered>> AnswerAsync(OrderDocument placed, IOrderAnswer answer, TimeSpan wait, CancellationToken cancellation)
    {
        if (placed.Sequence > 0)
        {
            return new OrderAnswered(placed, true);
        }

        var newest = await answer.WaitAsync(static order => order.Sequence > 0, wait, cancellation) ?? placed;
        return new OrderAnswered(newest, newest.Sequence > 0);
    }

    private Result<OrderDocument> Place(
        PartitionView view, PlaceOrderCommand command, OrderTerms terms, Market market, FeeScheduleDocument schedule, string orderId)
    {
        if (command.ClientOrderId is { } clientOrderId && OrderRecords.FindEarlier(view, orderId, clientOrderId) is { } earlier)
        {
            return earlier is { ListId: null, Replaces: null } && OrderRecords.IsSame(earlier, terms, market) ? earlier : new DuplicateClientOrderId(clientOrderId);
        }

        var now = clock.GetUtcNow();
        var passed = OrderFilters.Check(terms, market, references.Find(market), now, FeeRules.Of(view, schedule, market, now));
        if (!passed.IsSuccess)
        {
            return passed.Error;
        }

        var ledger = new PartitionLedger(view, assets, now, command.UserId);
        var hold = ledger.Reserve(OrderDocument.HoldIdOf(orderId), passed.Value.Hold, OrderRecords.ReferenceOf(orderId));
        if (!hold.IsSuccess)
        {
            return hold.Error;
        }

        var order = OrderRecords.Of(hold.Value, command.ClientOrderId, terms, market, passed.Value.Order);
        view.Add(order);
        new MarketCommand(MarketCommandKind.Place, orderId, command.UserId, order.OrderTime) { Order = passed.Value.Order }.Send(view, market.Symbol);
        return order;
    }
}
