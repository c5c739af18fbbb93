using CryptoVault.Storage;

namespace CryptoVault.Orders.Lists;

/// <summary>How a list is asked to end, within a decision.</summary>
internal static class ListCancels
{
    /// <summary>
    /// Before its legs are placed, a list ends with its working order, and is marked, so that its legs are not placed either
    /// should that be filled first. After that it ends with its legs.
    /// </summary>
    public static void Ask(PartitionView view, string userId, OrderListDocument list)
    {
        if (!list.IsActive && !list.IsCanceled)
        {
            view.Set(list with { IsCanceled = true });
        }

        foreach (var orderId in list.IsActive ? list.LegOrders : [list.WorkingOrder!])
        {
            if (view.Find<OrderDocument>(OrderDocument.IdOf(orderId)) is { } order && !order.Status.IsClosed())
            {
                CancelOrder.Send(view, userId, order);
            }
        }
    }
}
