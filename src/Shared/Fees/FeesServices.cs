using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Fees;

/// <summary>Registers fees.</summary>
public static class FeesServices
{
    /// <summary>For the HTTP app: reading and changing them.</summary>
    public static IServiceCollection AddFees(this IServiceCollection services)
    {
        services.TryAddSingleton<FeeSchedules>();
        services.AddSingleton<ReadFees>();
        services.AddSingleton<ChangeFees>();
        return services;
    }

    /// <summary>For the workflows app: counting volumes.</summary>
    public static IServiceCollection AddVolumes(this IServiceCollection services)
    {
        services.TryAddSingleton<FeeSchedules>();
        services.AddSingleton<ProjectVolumes>();
        return services;
    }
}
