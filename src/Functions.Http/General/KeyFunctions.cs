using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Results;
using CryptoVault.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.General;

/// <summary>The public keys of access tokens, as a JWK set (RFC 7517).</summary>
public sealed class KeyFunctions(IKeyRing keys)
{
    /// <summary>All keys whose tokens may still live.</summary>
    [Function("JsonWebKeys"), AllowAnonymous]
    public Task<IResult> Keys(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ".well-known/jwks.json")] HttpRequest request) =>
        request.AnswerAsync(
            () =>
            {
                keys.Refresh();
                return Task.FromResult<Result<JsonWebKeyList>>(new JsonWebKeyList([.. keys.SigningKeys.Select(View)]));
            },
            Answers.Ok.Cached(300));

    private static JsonWebKeyView View(SigningKey key)
    {
        var (x, y) = key.PublicCoordinates;
        return new JsonWebKeyView("EC", "sig", "P-256", "ES256", key.KeyId, x, y);
    }
}
