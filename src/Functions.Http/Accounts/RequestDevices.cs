using CryptoVault.Accounts.Devices;
using CryptoVault.Functions.Http.Api.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>The device that a request comes from.</summary>
internal static class RequestDevices
{
    /// <summary>The header by which clients without cookies show their device token.</summary>
    public const string Header = "X-Device-Token";

    /// <summary>The cookie by which browsers do.</summary>
    public const string Cookie = "__Secure-cv-device";

    public static DeviceTraits Device(this HttpRequest request) => new(request.Headers.UserAgent.ToString())
    {
        Language = request.Headers.AcceptLanguage.ToString(),
        Token = request.Headers.TryGetValue(Header, out var token) ? token.ToString() : request.Cookies[Cookie],
        Address = request.HttpContext.RequestServices.GetRequiredService<ClientAddresses>().Of(request.HttpContext),
    };
}
