using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>Why an engine refuses an order; the order then ends <c>rejected</c> with this reason.</summary>
internal static class RejectReasons
{
    public const string Expired = "COMMAND_EXPIRED";
    public const string NotTrading = "MARKET_NOT_TRADING";
    public const string TooManyOpenOrders = "MAX_OPEN_ORDERS";
    public const string InvalidCommand = "INVALID_COMMAND";
    public const string InternalError = "INTERNAL_ERROR";
    public const string Undeliverable = "COMMAND_UNDELIVERABLE";
    public const string OtherLeg = "OTHER_LEG_REJECTED";
    public const string WorkingOrder = "WORKING_ORDER_REJECTED";
    public const string CanceledEarly = "CANCELED_BEFORE_ARRIVAL";

    /// <summary>The reason in the words of the API; null when nothing was refused.</summary>
    public static string? Of(BookRefusal refusal) => refusal switch
    {
        BookRefusal.None => null,
        BookRefusal.NotTrading => NotTrading,
        BookRefusal.AlreadyExpired => "ALREADY_EXPIRED",
        BookRefusal.OutsideBand => "FILTER_PRICE_BAND",
        BookRefusal.WouldTake => "WOULD_TAKE",
        BookRefusal.WouldTrigger => "WOULD_TRIGGER_AT_ONCE",
        BookRefusal.TooManyTrailing => "MAX_TRAILING_ORDERS",
        BookRefusal.ListRefused => OtherLeg,
        BookRefusal.NothingToReplace => "ORDER_TO_REPLACE_NOT_WORKING",
        BookRefusal.InList => "ORDER_IS_IN_LIST",
        BookRefusal.HoldTooSmall => "RESERVATION_TOO_SMALL",
        _ => "QUANTITY_NOT_SMALLER",
    };
}

/// <summary>A market's commit did not happen; what is in memory is not what is in the store.</summary>
internal sealed class CommitFailedException(CommitStatus status, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public CommitStatus Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
