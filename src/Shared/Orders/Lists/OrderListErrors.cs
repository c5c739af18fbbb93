using CryptoVault.Results;

namespace CryptoVault.Orders.Lists;

/// <summary>The customer has no such list.</summary>
public sealed record OrderListNotFound(string ListId) : NotFoundError("ORDER_LIST_NOT_FOUND", $"There is no order list {ListId}.");

/// <summary>All orders of the list have ended; there is nothing to cancel.</summary>
public sealed record OrderListClosed(string ListId) : ConflictError("ORDER_LIST_CLOSED", $"All orders of the list {ListId} are closed already.");
