using System.Text.RegularExpressions;
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
public sealed partial class PlaceOrder(
    Partitions partitions, MarketCatalog markets, IBandReference references, AssetCatalog assets, IOrderAnswers answers, IIds ids, TimeProvider clock, EngineLoad load)
{
    /// <summary>Places the order.</summary>
    /// <param name="command">The order.</param>
    /// <param name="wait">How long to wait for the market's answer at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the order.</param>
    public async Task<Result<OrderAnswered>> ExecuteAsync(PlaceOrderCommand command, TimeSpan wait, CancellationToken cancellation = default)
    {
        if (command.ClientOrderId is { } clientOrderId && !ClientOrderIdPattern().IsMatch(clientOrderId))
        {
            return new ValidationFailed(new FieldError(
                "/clientOrderId", "PATTERN", "A client order id has 1 to 36 characters of A-Z, a-z, 0-9, point, colon, underscore and hyphen.", Bound: "^[A-Za-z0-9._:-]{1,36}$"));
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
        using var answer = answers.Listen(command.UserId, orderId);
        var placed = await partitions.DecideAsync(
            LedgerPartitions.OfUser(command.UserId),
            view => Place(view, command, terms.Value, market, orderId),
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

    private Result<OrderDocument> Place(PartitionView view, PlaceOrderCommand command, OrderTerms terms, Market market, string orderId)
    {
        if (command.ClientOrderId is { } clientOrderId && FindEarlier(view, orderId, clientOrderId) is { } earlier)
        {
            return IsSame(earlier, terms, market) ? earlier : new DuplicateClientOrderId(clientOrderId);
        }

        var now = clock.GetUtcNow();
        var passed = OrderFilters.Check(terms, market, references.Find(market), now);
        if (!passed.IsSuccess)
        {
            return passed.Error;
        }

        var ledger = new PartitionLedger(view, assets, now, command.UserId);
        var hold = ledger.Reserve(OrderDocument.HoldIdOf(orderId), passed.Value.Hold, new LedgerReference("order", orderId));
        if (!hold.IsSuccess)
        {
            return hold.Error;
        }

        var time = StoredTime.Format(now);
        var order = OrderDocument.Of(hold.Value, command.ClientOrderId ?? orderId, market.Symbol, market.Base.Code, market.Quote.Code) with
        {
            Side = terms.Side,
            OrderType = terms.Type,
            TimeInForce = terms.TimeInForce,
            Price = terms.Price,
            Quantity = terms.Quantity,
            QuoteAmount = terms.QuoteAmount,
            StopPrice = terms.StopPrice,
            TrailingDelta = terms.TrailingDelta,
            IcebergQuantity = terms.IcebergQuantity,
            ExpireTime = terms.ExpireTime,
            SelfTradePrevention = terms.Prevention,
            Status = OrderStatus.PendingNew,
            UpdatedTime = time,
        };
        view.Add(order);
        new MarketCommand(MarketCommandKind.Place, orderId, command.UserId, time) { Order = passed.Value.Order }.Send(view, market.Symbol);
        return order;
    }

    /// <summary>The order that has the client order id: the one whose id follows from it, or one without whose own id it is.</summary>
    private static OrderDocument? FindEarlier(PartitionView view, string orderId, string clientOrderId) =>
        view.Find<OrderDocument>(OrderDocument.IdOf(orderId))
        ?? (OrderKey.TryParse(clientOrderId, out _) ? view.Find<OrderDocument>(OrderDocument.IdOf(clientOrderId)) : null);

    private static bool IsSame(OrderDocument earlier, OrderTerms terms, Market market) =>
        (earlier.Symbol, earlier.Side, earlier.OrderType, earlier.TimeInForce, earlier.Price, earlier.AskedQuantity, earlier.QuoteAmount)
        == (market.Symbol, terms.Side, terms.Type, terms.TimeInForce, terms.Price, terms.Quantity, terms.QuoteAmount)
        && (earlier.StopPrice, earlier.TrailingDelta, earlier.IcebergQuantity, earlier.ExpireTime, earlier.SelfTradePrevention)
        == (terms.StopPrice, terms.TrailingDelta, terms.IcebergQuantity, terms.ExpireTime, terms.Prevention);

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,36}$")]
    private static partial Regex ClientOrderIdPattern();
}
