using CryptoVault.Results;

namespace CryptoVault.Idempotency;

/// <summary>A request that is to be carried out once, however often it is sent.</summary>
/// <param name="Key">The client's <c>Idempotency-Key</c>: 1 to 64 printable ASCII characters.</param>
/// <param name="Scope">What it is a key of: the route. The user is the partition that the record lies in.</param>
/// <param name="BodyHash">SHA-256 of the request's body, in hexadecimal digits.</param>
public sealed record IdempotencyRequest(string Key, string Scope, string BodyHash);

/// <summary>The key was used with another body; nothing is changed.</summary>
public sealed record IdempotencyKeyReused()
    : UnprocessableError("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used with another body. Use a new key for a new request.");
