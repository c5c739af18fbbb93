using CryptoVault.Accounts.Access;
using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Adapters.Files;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime.Durable;
using CryptoVault.Markets;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Protection;
using CryptoVault.Security;
using CryptoVault.Storage;
using CryptoVault.Streams;
using CryptoVault.Threats;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalHost;

/// <summary>The ports that both apps share in this process: the store, the bus, and the one place that changes state.</summary>
internal static class SharedServices
{
    public static void Add(IServiceCollection services, DataFolder folder, IConfiguration configuration, bool isAlone)
    {
        var containers = (IReadOnlyList<ContainerDefinition>)[.. ContainerCatalog.Product, .. ContainerCatalog.Embedded, WorkflowContainer.Definition];
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIds, UuidV7Ids>();
        services.AddSingleton(AssetCatalog.StartingWithDefaults());
        services.AddSingleton<IRandomness, SystemRandomness>();
        services.AddSingleton<IKeyRing>(provider => KeyRingFile.Open(
            folder.Keys, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandomness>()));
        services.AddSingleton<IServiceKeys>(provider => ServiceKeysFile.Open(
            folder.ServiceKeys, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandomness>()));
        services.AddConfiguredStore(configuration, containers);
        services.AddConfiguredBlobs(configuration);
        services.AddSingleton(new EmbeddedQueueOptions
        {
            Containers = [.. containers.Where(container => container.Indexes.Contains(OutboxDocument.Index)).Select(container => container.Name)],
        });
        services.AddSingleton<EmbeddedMessageBus>();
        services.AddSingleton<IMessageBus>(provider => provider.GetRequiredService<EmbeddedMessageBus>());
        services.AddSingleton<IQueueReceiver>(provider => provider.GetRequiredService<EmbeddedMessageBus>());
        services.AddSingleton<IQueueInspector>(provider => provider.GetRequiredService<EmbeddedMessageBus>());

        // Alone, the data folder's lock makes this process the only one on a store in that folder; an account may have others.
        services.AddSingleton(new PartitionOptions { ExclusiveProcess = isAlone && configuration[StorageProviders.StoreProvider] == StorageProviders.Sqlite });
        services.AddSingleton<PersonalKeys>();
        services.AddSingleton(configuration.GetSection("Threats").Get<ThreatOptions>() ?? new ThreatOptions());
        services.AddSingleton<SecurityEvents>();
        services.AddSingleton<Partitions>();
        services.AddTradingSignals();
        services.AddStreamSignals(configuration);
        services.AddSingleton<IAccessSignals, InProcessAccessSignals>();
    }
}
