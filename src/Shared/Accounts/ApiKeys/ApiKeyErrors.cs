using CryptoVault.Results;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>The key is unknown, expired, used from elsewhere, or the signature is not its; which, is not told.</summary>
public sealed record InvalidApiKey()
    : Error(ErrorKind.Unauthenticated, "INVALID_API_KEY", "The API key is not valid here (any more), or the signature is not the one of this key over the query string and body.");

/// <summary>The request's time is outside its window; the answer tells the server's.</summary>
public sealed record TimestampOutsideWindow : Error
{
    /// <summary>Creates the error with the server's time.</summary>
    public TimestampOutsideWindow(long serverTime)
        : base(ErrorKind.Invalid, "TIMESTAMP_OUTSIDE_WINDOW", $"The request's timestamp is outside its recvWindow. The server's time is {serverTime} ms.")
    {
        ServerTime = serverTime;
        Fields = [new FieldError("?timestamp", "TIMESTAMP_OUTSIDE_WINDOW", "Send the present time in milliseconds, and the request without delay.", Nearest: $"{serverTime}")];
    }

    /// <summary>The server's time in milliseconds since 1970.</summary>
    public long ServerTime { get; }
}

/// <summary>The signature was used before for a change.</summary>
public sealed record SignatureRepeated()
    : ConflictError("SIGNATURE_REPEATED", "A request with this signature has been carried out. Sign a new request, with a new timestamp.");

/// <summary>The route is closed to this key.</summary>
public sealed record ScopeMissing(ApiKeyScope? Scope) : ForbiddenError(
    "SCOPE_MISSING",
    Scope is { } scope ? $"This needs an API key with the scope '{scope.ToString().ToLowerInvariant()}'." : "This cannot be done with an API key. Sign in.");

/// <summary>The user has as many keys as a user can have.</summary>
public sealed record TooManyApiKeys(int Most) : ConflictError("TOO_MANY_API_KEYS", $"A user can have {Most} API keys. Delete one first.");

/// <summary>There is no such key, or it is somebody else's.</summary>
public sealed record ApiKeyNotFound() : NotFoundError("API_KEY_NOT_FOUND", "There is no such API key.");

/// <summary>This machine cannot verify Ed25519.</summary>
public sealed record Ed25519NotAvailable()
    : UnprocessableError("ED25519_NOT_AVAILABLE", "Ed25519 keys cannot be verified here. Use an HMAC key.");
