using CryptoVault.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.RateLimits;

/// <summary>Registers the limiter.</summary>
public static class RateLimitServices
{
    /// <summary>Adds it, by the section <c>RateLimits</c>. Needs <c>Partitions</c>, <c>PartitionOptions</c>, <c>IKeyRing</c> and a clock.</summary>
    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(configuration.GetSection("RateLimits").Get<RateLimitOptions>() ?? new RateLimitOptions());
        services.TryAddSingleton<LeaseTokens>();
        services.TryAddSingleton(provider => new RateLimiter(
            provider.GetRequiredService<RateLimitOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<PartitionOptions>().ExclusiveProcess ? null : provider.GetRequiredService<LeaseTokens>()));
        return services;
    }
}
