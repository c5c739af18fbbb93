using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>Makes the service collections of the apps, each with the same instances of what is shared.</summary>
internal sealed class AppServices
{
    private readonly List<ServiceDescriptor> common = [];

    public AppServices(IServiceCollection shared, IServiceProvider host, RuntimeServices services, IHostApplicationLifetime lifetime, IHostEnvironment environment)
    {
        common.Add(ServiceDescriptor.Singleton(services.Configuration));
        common.Add(ServiceDescriptor.Singleton(services.Logging));
        common.Add(ServiceDescriptor.Singleton(lifetime));
        common.Add(ServiceDescriptor.Singleton(environment));
        foreach (var type in shared.Select(Checked).Distinct())
        {
            // Instances are never disposed by a container that did not make them.
            common.AddRange(host.GetServices(type).Select(instance => new ServiceDescriptor(type, instance!)));
        }
    }

    /// <summary>A collection for an app.</summary>
    public ServiceCollection Create()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        foreach (var descriptor in common)
        {
            ((ICollection<ServiceDescriptor>)services).Add(descriptor);
        }

        return services;
    }

    private static Type Checked(ServiceDescriptor descriptor) =>
        descriptor.Lifetime == ServiceLifetime.Singleton && !descriptor.ServiceType.IsGenericTypeDefinition && !descriptor.IsKeyedService
            ? descriptor.ServiceType
            : throw new StartupException([$"{descriptor.ServiceType.Name} cannot be shared between apps: only singletons of closed types can."]);
}
