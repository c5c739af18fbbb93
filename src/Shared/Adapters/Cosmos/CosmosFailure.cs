using System.Net;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>What a failed try says about the operation.</summary>
internal enum FailureKind
{
    /// <summary>The service did not do it and asks for patience (429, 449).</summary>
    Throttled,
    /// <summary>It was never reached.</summary>
    Unreachable,
    /// <summary>It may have done it or not: time-out, broken connection, 408, 500, 503.</summary>
    Unsure,
    /// <summary>It refused for a reason that repeating does not change: credentials, quota.</summary>
    Refused,
}

/// <summary>A try that failed for a reason that is not the documents'.</summary>
internal sealed record CosmosFailure(FailureKind Kind, string Reason, TimeSpan? RetryAfter, Exception? Exception)
{
    public CommitStatus Status => Kind == FailureKind.Throttled ? CommitStatus.Throttled : CommitStatus.Unavailable;

    /// <summary>Repeating may help.</summary>
    public bool IsTransient => Kind != FailureKind.Refused;

    public StoreException ToStoreException() => new(Status, Reason, Exception, RetryAfter);

    /// <summary>The failure that an answer's status tells, or null when it is not one of the service's state.</summary>
    public static CosmosFailure? Of(HttpStatusCode status, int subStatus, string? message, TimeSpan? retryAfter)
    {
        FailureKind? kind = (int)status switch
        {
            429 or 449 => FailureKind.Throttled,
            // The session's writes have not reached this replica yet (404/1002): patience, as nothing was done.
            404 when subStatus == 1002 => FailureKind.Throttled,
            // The container itself is gone (404/1003).
            404 when subStatus == 1003 => FailureKind.Refused,
            408 or 410 or 500 or 502 or 503 or 504 => FailureKind.Unsure,
            401 or 403 => FailureKind.Refused,
            _ => null,
        };
        return kind is { } known ? new CosmosFailure(known, $"Cosmos DB answered {(int)status}/{subStatus}: {FirstLine(message)}", retryAfter, null) : null;
    }

    /// <summary>The failure behind an exception of the client library, or null when it is a bug's.</summary>
    public static CosmosFailure? Of(Exception exception) => exception switch
    {
        CosmosException cosmos => Of(cosmos),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } =>
            new CosmosFailure(FailureKind.Unreachable, $"Cosmos DB cannot be reached: {exception.Message}", null, exception),
        HttpRequestException or IOException => new CosmosFailure(FailureKind.Unsure, $"The connection to Cosmos DB broke: {exception.Message}", null, exception),
        OperationCanceledException or TimeoutException => new CosmosFailure(FailureKind.Unsure, "Cosmos DB did not answer in time.", null, exception),
        _ => null,
    };

    /// <summary>
    /// What the client library says of an answer or exception. It writes the text when it is asked for, diagnostics
    /// included, and fails at that when another thread still adds to them (seen with 3.64 under faults): a text is not
    /// worth a failed request.
    /// </summary>
    internal static string? Told(Func<string?> text)
    {
        try
        {
            return text();
        }
        catch (Exception exception)
        {
            return $"{Untold} ({exception.GetType().Name})";
        }
    }

    private const string Untold = "the client library could not describe it";

    /// <summary>An exception without a text is not passed on: who logs it would fail as well.</summary>
    private static CosmosFailure? Of(CosmosException exception)
    {
        var text = Told(() => exception.Message);
        var failure = Of(exception.StatusCode, exception.SubStatusCode, text, exception.RetryAfter);
        return text?.StartsWith(Untold, StringComparison.Ordinal) == true || failure is null ? failure : failure with { Exception = exception };
    }

    internal static string FirstLine(string? text) => text is null ? "" : text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;
}
