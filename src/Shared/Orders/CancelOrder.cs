using CryptoVault.Ledger;
using CryptoVault.Matching;
using CryptoVault.Orders.Lists;
using CryptoVault.Orders.Placing;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders;

/// <summary>
/// Asks the market's engine to cancel an order; the cancel wins or loses against a fill there and nowhere else. Then
/// waits for the outcome for a bounded time. With an order of a list the whole list ends.
/// </summary>
public sealed class CancelOrder(Partitions partitions, IOrderAnswers answers)
{
    /// <summary>Cancels the order.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="wait">How long to wait for the outcome at most.</param>
    /// <param name="cancellation">The client went away: ends the wait, never the cancel.</param>
    /// <returns>The order, canceled or (when the outcome is still to come) not yet; <see cref="OrderClosed"/> when it ended otherwise.</returns>
    public async Task<Result<OrderAnswered>> ExecuteAsync(string userId, string orderId, TimeSpan wait, CancellationToken cancellation = default)
    {
        using var answer = answers.Listen(userId, orderId);
        var asked = await partitions.DecideAsync(LedgerPartitions.OfUser(userId), view => Ask(view, userId, orderId), cancellation);
        if (!asked.IsSuccess)
        {
            return asked.Error;
        }

        var order = await answer.WaitAsync(static order => order.Status.IsClosed(), wait, cancellation) ?? asked.Value;
        if (!order.Status.IsClosed())
        {
            return new OrderAnswered(order, false);
        }

        return order.Status == OrderStatus.Canceled ? new OrderAnswered(order, true) : new OrderClosed(orderId, order.Status);
    }

    private static Result<OrderDocument> Ask(PartitionView view, string userId, string orderId)
    {
        if (!OrderKey.TryParse(orderId, out _) || view.Find<OrderDocument>(OrderDocument.IdOf(orderId)) is not { } order)
        {
            return new OrderNotFound(orderId);
        }

        if (order.Status.IsClosed())
        {
            return new OrderClosed(orderId, order.Status);
        }

        if (order.ListId is { } listId && view.Find<OrderListDocument>(OrderListDocument.IdOf(listId)) is { } list)
        {
            ListCancels.Ask(view, userId, list);
        }
        else
        {
            Send(view, userId, order);
        }

        return order;
    }

    /// <summary>Within a decision: has the market end an order.</summary>
    internal static void Send(PartitionView view, string userId, OrderDocument order) =>
        new MarketCommand(MarketCommandKind.Cancel, order.OrderId, userId, order.CommandTime).Send(view, order.Symbol);
}
