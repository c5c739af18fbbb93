using CryptoVault.Fees;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Lists;

/// <summary>
/// Places a list of orders: one commit in the customer's partition writes the list and all its orders, reserves what those
/// need that are sent at once, and promises their command to the market's engine; then waits for the answer for a bounded
/// time. Idempotent by the list's client order id.
/// </summary>
public sealed class PlaceOrderList(
    Partitions partitions, MarketCatalog markets, FeeSchedules fees, IBandReference references, AssetCatalog assets, OrderListQueries lists,
    IOrderAnswers answers, IIds ids, TimeProvider clock, EngineLoad load)
{
    /// <summary>Places the list.</summary>
    /// <param name="command">The list.</param>
    /// <param name="wait">How long to wait for the market's answer at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the orders.</param>
    public async Task<Result<OrderListFound>> ExecuteAsync(PlaceOrderListCommand command, TimeSpan wait, CancellationToken cancellation = default)
    {
        if ((command.Refuse() ?? (Error?)load.Refuse()) is { } refused)
        {
            return refused;
        }

        if (await markets.FindAsync(command.Symbol, cancellation) is not { } market)
        {
            return new MarketNotFound(command.Symbol);
        }

        var orders = Read(command, market);
        if (!orders.IsSuccess)
        {
            return orders.Error;
        }

        var schedule = await fees.NewestAsync(cancellation);
        var listId = command.ClientListId is null ? ids.New() : OrderKey.OfClientList(command.UserId, command.ClientListId);
        using var waiting = new ListAnswers(answers, clock, command.UserId, orders.Value.Where(order => order.IsSent).Select(order => order.OrderId));
        var placed = await partitions.DecideAsync(
            LedgerPartitions.OfUser(command.UserId),
            view => new ListPlacement(view, new PartitionLedger(view, assets, clock.GetUtcNow(), command.UserId), command, market, clock.GetUtcNow())
                .Place(listId, orders.Value, references.Find(market), schedule),
            cancellation);
        if (!placed.IsSuccess)
        {
            return placed.Error;
        }

        if (placed.Value == listId)
        {
            await waiting.WaitAsync(static order => order.Sequence > 0, wait, cancellation);
        }

        return await lists.GetAsync(command.UserId, placed.Value, cancellation);
    }

    private Result<IReadOnlyList<ListedOrder>> Read(PlaceOrderListCommand command, Market market)
    {
        var orders = new List<ListedOrder>(3);
        foreach (var (pointer, order) in command.Orders)
        {
            var terms = OrderTerms.Read(order, market);
            if (!terms.IsSuccess)
            {
                return ListedOrder.At(terms.Error, pointer);
            }

            var orderId = order.ClientOrderId is null ? ids.New() : OrderKey.OfClientOrder(command.UserId, order.ClientOrderId);
            var isWorking = ReferenceEquals(order, command.Working);
            orders.Add(new ListedOrder(pointer, orderId, order.ClientOrderId, terms.Value, isWorking, isWorking || command.Type == OrderListType.Oco));
        }

        return orders;
    }
}

/// <summary>An order of a list that is about to be placed.</summary>
/// <param name="Pointer">Where it stood in the request.</param>
/// <param name="OrderId">Its id.</param>
/// <param name="ClientOrderId">The customer's id of it.</param>
/// <param name="Terms">What it asks for.</param>
/// <param name="IsWorking">True for the one whose fill has the legs placed.</param>
/// <param name="IsSent">True when it is sent to the market at once.</param>
internal sealed record ListedOrder(string Pointer, string OrderId, string? ClientOrderId, OrderTerms Terms, bool IsWorking, bool IsSent)
{
    /// <summary>An error of an order, its fields pointed at where the order stood.</summary>
    public static Error At(Error error, string pointer) =>
        error with { Fields = [.. error.Fields.Select(field => field with { Pointer = pointer + field.Pointer })] };
}
