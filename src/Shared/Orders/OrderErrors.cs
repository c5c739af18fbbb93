using CryptoVault.Results;

namespace CryptoVault.Orders;

/// <summary>The customer used the client order id before, for another order.</summary>
public sealed record DuplicateClientOrderId(string ClientOrderId)
    : ConflictError("DUPLICATE_CLIENT_ORDER_ID", $"The client order id {ClientOrderId} was used for another order; ids are unique for ever.");

/// <summary>The customer has no such order.</summary>
public sealed record OrderNotFound(string OrderId) : NotFoundError("ORDER_NOT_FOUND", $"There is no order {OrderId}.");

/// <summary>The order cannot be made smaller like this; it goes on as it was.</summary>
public sealed record OrderNotReduced(string OrderId, string Reason) : ConflictError(Reason, Reason switch
{
    "ORDER_IS_BY_QUOTE" => $"The order {OrderId} is by quote amount; it cannot be made smaller.",
    "ORDER_IS_IN_LIST" => $"The order {OrderId} is a leg of a list; it cannot be made smaller alone.",
    _ => $"The new quantity of order {OrderId} must be less than it is, and more than what traded already.",
});

/// <summary>The order was not replaced; it goes on as it was, if it works still, and what was reserved for the new one is free again.</summary>
public sealed record OrderNotReplaced(string OrderId, string Reason) : ConflictError(Reason, Reason switch
{
    "ORDER_TO_REPLACE_NOT_WORKING" => $"The order {OrderId} did not work any more when the market got the replacement; nothing was placed.",
    "ORDER_IS_IN_LIST" => $"The order {OrderId} is one of a list; it cannot be replaced alone.",
    "RESERVATION_TOO_SMALL" => $"The order {OrderId} traded meanwhile, so that what is left of its reservation does not pay for the new one; nothing was placed.",
    _ => $"The market refused the new order ({Reason}); the order {OrderId} stays as it is.",
});

/// <summary>The order ended already; there is nothing to cancel.</summary>
public sealed record OrderClosed(string OrderId, OrderStatus Status)
    : ConflictError("ORDER_CLOSED", $"The order {OrderId} is closed already ({Status switch
    {
        OrderStatus.Filled => "filled",
        OrderStatus.Canceled => "canceled",
        OrderStatus.Rejected => "rejected",
        _ => "expired",
    }}).");
