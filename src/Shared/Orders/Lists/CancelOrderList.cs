using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Lists;

/// <summary>Cancels all orders of a list that have not ended; what trades first has traded. Waits for the outcome for a bounded time.</summary>
public sealed class CancelOrderList(Partitions partitions, OrderListQueries lists, IOrderAnswers answers, TimeProvider clock)
{
    /// <summary>Cancels the list.</summary>
    /// <returns>The list as it is then; <see cref="OrderListClosed"/> when all its orders had ended before.</returns>
    public async Task<Result<OrderListFound>> ExecuteAsync(string userId, string listId, TimeSpan wait, CancellationToken cancellation = default)
    {
        var known = await lists.GetAsync(userId, listId, cancellation);
        if (!known.IsSuccess)
        {
            return known.Error;
        }

        using var waiting = new ListAnswers(answers, clock, userId, known.Value.Orders.Where(order => !order.Status.IsClosed()).Select(order => order.OrderId));
        var asked = await partitions.DecideAsync(LedgerPartitions.OfUser(userId), view => Ask(view, userId, listId), cancellation);
        if (!asked.IsSuccess)
        {
            return asked.Error;
        }

        await waiting.WaitAsync(static order => order.Status.IsClosed(), wait, cancellation);
        return await lists.GetAsync(userId, listId, cancellation);
    }

    private static Result<Unit> Ask(PartitionView view, string userId, string listId)
    {
        if (view.Find<OrderListDocument>(OrderListDocument.IdOf(listId)) is not { } list)
        {
            return new OrderListNotFound(listId);
        }

        var orders = list.AllOrders.Select(orderId => view.Find<OrderDocument>(OrderDocument.IdOf(orderId))).ToArray();
        if (orders.All(order => order is null || order.Status.IsClosed()))
        {
            return new OrderListClosed(listId);
        }

        ListCancels.Ask(view, userId, list);
        return Unit.Value;
    }
}
