using Azure.Identity;
using Azure.Messaging.ServiceBus;
using CryptoVault.Accounts.Access;
using CryptoVault.Adapters.AzureSignalR;
using CryptoVault.Adapters.Files;
using CryptoVault.Adapters.KeyVault;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Protection;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Azure;

/// <summary>The ports of an app under the real Functions worker, chosen by configuration.</summary>
public static class AzurePorts
{
    /// <summary>
    /// Registers store and blobs (see <see cref="StorageProviders"/>), message bus (<c>Messaging:Provider</c>, <c>ServiceBus</c> or
    /// <c>ServiceBus:fullyQualifiedNamespace</c>), keys (<c>Keys:File</c>), hubs (<c>AzureSignalRConnectionString</c>), and the one place that changes state.
    /// </summary>
    /// <exception cref="InvalidOperationException">A provider is not known, or lacks a setting; the message names it.</exception>
    public static IServiceCollection AddAzurePorts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIds, UuidV7Ids>();
        services.AddSingleton<IRandomness, SystemRandomness>();
        services.AddSingleton<IAccessSignals, InProcessAccessSignals>();
        var keys = Required(configuration, "Keys:File");
        services.AddSingleton<IKeyRing>(provider => KeyRingFile.Open(
            keys, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandomness>()));
        var credential = new DefaultAzureCredential();
        services.AddConfiguredStore(configuration, IsAccount(configuration) ? ContainerCatalog.Product : [.. ContainerCatalog.Product, .. ContainerCatalog.Embedded], credential);
        services.AddConfiguredBlobs(configuration, credential);
        AddServiceKeys(services, configuration, credential);
        AddMessageBus(services, configuration);

        // Other instances and the other app write the same store: nothing read is believed for longer than one decision.
        services.AddSingleton(new PartitionOptions { ExclusiveProcess = false });
        services.AddConfiguredHubs(configuration);
        services.AddSingleton<PersonalKeys>();
        services.AddSingleton<Partitions>();
        return services;
    }

    /// <summary>With an account infra/cosmos.bicep deploys the product's containers; file and emulator also hold the simulated chain.</summary>
    private static bool IsAccount(IConfiguration configuration) =>
        configuration[StorageProviders.StoreProvider] == StorageProviders.Cosmos
        && Uri.TryCreate(configuration["Cosmos:Endpoint"], UriKind.Absolute, out var endpoint) && !endpoint.IsLoopback;

    /// <summary>The keys that wrap and seal: in a key vault (<c>Keys:Vault</c>), or in a file (<c>Keys:ServiceFile</c>) where there is none.</summary>
    private static void AddServiceKeys(IServiceCollection services, IConfiguration configuration, DefaultAzureCredential credential)
    {
        if (configuration["Keys:Vault"] is { Length: > 0 })
        {
            var options = KeyVaultOptions.From(configuration);
            services.AddSingleton<IServiceKeys>(provider =>
            {
                var clock = provider.GetRequiredService<TimeProvider>();
                return new KeyVaultServiceKeys(new KeyVaultClient(new HttpClient(), credential, options, clock), options, clock);
            });
            return;
        }

        var file = Required(configuration, "Keys:ServiceFile");
        services.AddSingleton<IServiceKeys>(provider => ServiceKeysFile.Open(
            file, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandomness>()));
    }

    private static void AddMessageBus(IServiceCollection services, IConfiguration configuration)
    {
        switch (Required(configuration, "Messaging:Provider"))
        {
            case "ServiceBus":
                services.AddSingleton(_ => Client(configuration));
                services.AddSingleton<IMessageBus>(provider => new ServiceBusMessageBus(
                    provider.GetRequiredService<ServiceBusClient>(),
                    provider.GetRequiredService<IDocumentStore>(),
                    provider.GetRequiredService<ILogger<ServiceBusMessageBus>>()));
                break;
            case var other:
                throw new InvalidOperationException($"Messaging:Provider '{other}' is not known; known is ServiceBus.");
        }
    }

    /// <summary>By the same settings that the triggers use: a connection string, or a namespace with the app's identity.</summary>
    private static ServiceBusClient Client(IConfiguration configuration) =>
        configuration["ServiceBus"] is { Length: > 0 } connection
            ? new ServiceBusClient(connection)
            : new ServiceBusClient(Required(configuration, "ServiceBus:fullyQualifiedNamespace"), new DefaultAzureCredential());

    private static string Required(IConfiguration configuration, string name) =>
        configuration[name] is { Length: > 0 } value ? value : throw new InvalidOperationException($"The setting {name} is missing.");
}
