using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Api.Limits;
using CryptoVault.RateLimits;
using CryptoVault.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Streams;

/// <summary>Who asks for a stream.</summary>
internal static class StreamClients
{
    public static StreamClient StreamClient(this HttpRequest request, Caller? caller = null) =>
        new(RateKeys.OfAddress(request.HttpContext.RequestServices.GetRequiredService<ClientAddresses>().Of(request.HttpContext)), caller?.UserId, caller?.SessionId);
}
