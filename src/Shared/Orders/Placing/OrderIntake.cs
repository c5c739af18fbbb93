using CryptoVault.Fees;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Placing;

/// <summary>
/// The way that every new order takes: read against its market, decided in its customer's partition in one commit, then
/// waited for until the market's engine has answered or the time is up.
/// </summary>
public sealed class OrderIntake(
    Partitions partitions, MarketCatalog markets, FeeSchedules fees, IBandReference references, IOrderAnswers answers, IIds ids, TimeProvider clock,
    EngineLoad load)
{
    /// <summary>Reads an order against its market; nothing is decided yet.</summary>
    internal async Task<Result<IncomingOrder>> ReadAsync(PlaceOrderCommand command, CancellationToken cancellation)
    {
        if (await markets.FindAsync(command.Symbol, cancellation) is not { } market)
        {
            return new MarketNotFound(command.Symbol);
        }

        var terms = OrderTerms.Read(command, market);
        return terms.IsSuccess ? new IncomingOrder(command, terms.Value, market, await fees.NewestAsync(cancellation), references) : terms.Error;
    }

    /// <summary>Has the order decided and waits for the market.</summary>
    /// <param name="command">The order.</param>
    /// <param name="decide">Decides it under its id, in its customer's partition; pure.</param>
    /// <param name="wait">How long to wait for the market's answer at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the order.</param>
    /// <returns>The order as it is now; its sequence is 0 while the market has not answered.</returns>
    internal async Task<Result<OrderDocument>> PlaceAsync(
        PlaceOrderCommand command, Func<PartitionView, IncomingOrder, string, Result<OrderDocument>> decide, TimeSpan wait, CancellationToken cancellation)
    {
        if (ClientOrderIds.Refuse("/clientOrderId", command.ClientOrderId) is { } malformed)
        {
            return new ValidationFailed(malformed);
        }

        if (load.Refuse() is { } tooBusy)
        {
            return tooBusy;
        }

        var incoming = await ReadAsync(command, cancellation);
        if (!incoming.IsSuccess)
        {
            return incoming.Error;
        }

        var orderId = command.ClientOrderId is null ? ids.New() : OrderKey.OfClientOrder(command.UserId, command.ClientOrderId);
        using var answer = answers.Listen(command.UserId, orderId);
        var placed = await partitions.DecideAsync(LedgerPartitions.OfUser(command.UserId), view => decide(view, incoming.Value, orderId), cancellation);
        return !placed.IsSuccess || placed.Value.Sequence > 0
            ? placed
            : await answer.WaitAsync(static order => order.Sequence > 0, wait, cancellation) ?? placed.Value;
    }

    /// <summary>The time of a decision.</summary>
    internal DateTimeOffset Now => clock.GetUtcNow();
}

/// <summary>An order that was read against its market.</summary>
/// <param name="Command">As the customer sent it.</param>
/// <param name="Terms">In the market's units.</param>
/// <param name="Market">The market.</param>
/// <param name="Fees">The fee schedule in force.</param>
/// <param name="References">What price bands are measured by.</param>
internal sealed record IncomingOrder(PlaceOrderCommand Command, OrderTerms Terms, Market Market, FeeScheduleDocument Fees, IBandReference References)
{
    /// <summary>The earlier order under the same client order id; the same one again is no mistake.</summary>
    public OrderDocument? FindEarlier(PartitionView view, string orderId) =>
        Command.ClientOrderId is { } clientOrderId ? OrderRecords.FindEarlier(view, orderId, clientOrderId) : null;

    /// <summary>Passes the market's filters, with the customer's fees.</summary>
    public Result<CheckedOrder> Check(PartitionView view, DateTimeOffset now) =>
        OrderFilters.Check(Terms, Market, References.Find(Market), now, FeeRules.Of(view, Fees, Market, now));
}
