using CryptoVault.Accounts.Sessions;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>The device that a request comes from.</summary>
internal static class RequestDevices
{
    public static DeviceTraits Device(this HttpRequest request) => new(request.Headers.UserAgent.ToString());
}
