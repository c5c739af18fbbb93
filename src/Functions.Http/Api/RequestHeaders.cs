using CryptoVault.Results;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api;

/// <summary>A POST that moves or reserves money says which request it is.</summary>
internal sealed record IdempotencyKeyRequired()
    : Error(ErrorKind.Invalid, "IDEMPOTENCY_KEY_REQUIRED", "Send the header Idempotency-Key: 1 to 64 printable characters, new for each new request, the same for each repetition.");

/// <summary>Headers that functions ask for.</summary>
internal static class RequestHeaders
{
    /// <summary>The <c>Idempotency-Key</c>, or what is wrong with it.</summary>
    public static Result<string> IdempotencyKey(this HttpRequest request)
    {
        var values = request.Headers["Idempotency-Key"];
        if (values.Count == 0)
        {
            return new IdempotencyKeyRequired();
        }

        return values.Count == 1 && values[0] is { Length: >= 1 and <= 64 } key && key.All(character => character is > ' ' and <= '~')
            ? key
            : new ValidationFailed(new FieldError("header:Idempotency-Key", "INVALID_IDEMPOTENCY_KEY", "Expected 1 to 64 printable ASCII characters without spaces.", Bound: "1..64"));
    }
}
