using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Api;

internal static class SampleHost
{
    public static Task<HttpAppHost> StartAsync() => HttpAppHost.StartAsync(
        services => services.AddHttpJson(SampleJson.Default).AddSingleton<IAccessCheck, TestAccess>(),
        typeof(SampleFunctions));
}
