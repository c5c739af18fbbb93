using CryptoVault.Streams;
using CryptoVault.Streams.UserEvents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.AzureSignalR;

/// <summary>Registers Azure SignalR Service.</summary>
public static class AzureSignalRServices
{
    /// <summary>Lets the hubs be those of Azure SignalR Service, where <see cref="AzureSignalROptions.Setting"/> names one. Both apps publish what their own commits tell.</summary>
    /// <exception cref="InvalidOperationException">The setting is no connection string.</exception>
    public static IServiceCollection AddConfiguredHubs(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddStreamSignals(configuration);
        if (configuration[AzureSignalROptions.Setting] is { Length: > 0 } text)
        {
            var service = AzureSignalROptions.Parse(text);
            services.AddSingleton(provider => new AzureSignalRHubs(
                new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromHours(1), ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = TimeSpan.FromSeconds(30) },
                service, provider.GetRequiredService<UserEventSignals>(), provider.GetRequiredService<StreamOptions>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<AzureSignalRHubs>>()));
            services.AddSingleton<IHubs>(provider => provider.GetRequiredService<AzureSignalRHubs>());
            services.AddHostedService(provider => provider.GetRequiredService<AzureSignalRHubs>());
        }

        return services;
    }
}
