using CryptoVault.Streams.UserEvents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Streams;

/// <summary>Registers streams.</summary>
public static class StreamServices
{
    /// <summary>What both apps and the host share where they share a process: signals, and the streams that are open.</summary>
    public static IServiceCollection AddStreamSignals(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(configuration.GetSection("Streams").Get<StreamOptions>() ?? new StreamOptions());
        services.TryAddSingleton<UserEventSignals>();
        services.TryAddSingleton<HubConnections>();
        services.TryAddSingleton<StreamConnections>();
        return services;
    }

    /// <summary>For the HTTP app: streams of markets and users, and the hubs of this process unless there are others.</summary>
    public static IServiceCollection AddStreams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStreamSignals(configuration);
        services.AddHostedService(provider => provider.GetRequiredService<StreamConnections>());
        services.TryAddSingleton<IHubs, ProcessHubs>();
        services.AddSingleton<ReadUserEvents>();
        services.AddSingleton<SessionWatch>();
        services.AddSingleton<UserStreams>();
        services.AddHostedService(provider => provider.GetRequiredService<UserStreams>());
        return services;
    }
}
