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
    public const string CanceledEarly = "CANCELED_BEFORE_ARRIVAL";
}

/// <summary>A market's commit did not happen; what is in memory is not what is in the store.</summary>
internal sealed class CommitFailedException(CommitStatus status, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public CommitStatus Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
