using CryptoVault.Results;

namespace CryptoVault.Orders;

/// <summary>The customer used the client order id before, for another order.</summary>
public sealed record DuplicateClientOrderId(string ClientOrderId)
    : ConflictError("DUPLICATE_CLIENT_ORDER_ID", $"The client order id {ClientOrderId} was used for another order; ids are unique for ever.");

/// <summary>The customer has no such order.</summary>
public sealed record OrderNotFound(string OrderId) : NotFoundError("ORDER_NOT_FOUND", $"There is no order {OrderId}.");

/// <summary>The order ended already; there is nothing to cancel.</summary>
public sealed record OrderClosed(string OrderId, OrderStatus Status)
    : ConflictError("ORDER_CLOSED", $"The order {OrderId} is closed already ({Status switch
    {
        OrderStatus.Filled => "filled",
        OrderStatus.Canceled => "canceled",
        OrderStatus.Rejected => "rejected",
        _ => "expired",
    }}).");
