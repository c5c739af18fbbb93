using CryptoVault.Security;
using CryptoVault.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hubs;

/// <summary>Serves the SignalR hubs in this process; on Azure the service does.</summary>
internal static class HubServer
{
    public static void Configure(IServiceCollection services)
    {
        services.AddSignalR();
        AddPump<MarketHub>(services, HubNames.Market);
        AddPump<UserHub>(services, HubNames.User);
    }

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        Map<MarketHub>(endpoints, HubNames.Market);
        Map<UserHub>(endpoints, HubNames.User);
    }

    private static void AddPump<THub>(IServiceCollection services, string hub) where THub : PushHub =>
        services.AddSingleton<HubLifetimeManager<THub>>(provider => new HubPump<THub>(
            hub, provider.GetRequiredService<HubConnections>(), provider.GetRequiredService<StreamConnections>(),
            provider.GetRequiredService<ILoggerFactory>()));

    private static void Map<THub>(IEndpointRouteBuilder endpoints, string hub) where THub : PushHub
    {
        var gate = new HubGate(hub, endpoints.ServiceProvider.GetRequiredService<IKeyRing>(), endpoints.ServiceProvider.GetRequiredService<TimeProvider>());
        endpoints.MapHub<THub>(ProcessHubs.PathOf(hub)).Add(endpoint => endpoint.RequestDelegate = gate.Guard(endpoint.RequestDelegate!));
    }
}
