using CryptoVault.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Protection;

/// <summary>Registers the protection of personal data.</summary>
public static class ProtectionServices
{
    /// <summary>Needs <c>Partitions</c>, <c>IDocumentStore</c>, <c>IServiceKeys</c> and the audit.</summary>
    public static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.TryAddSingleton<IRandomness, SystemRandomness>();
        services.TryAddSingleton<PersonalKeys>();
        services.TryAddSingleton<RotateKeys>();
        services.TryAddSingleton<DestroyDataKey>();
        return services;
    }
}
