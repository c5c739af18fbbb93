using Azure.Core;
using CryptoVault.Ids;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>Registers the store on Azure Cosmos DB.</summary>
public static class CosmosStoreServices
{
    /// <summary>Registers a store that the service provider makes at first use and closes with itself.</summary>
    /// <param name="services">The services; ids (<see cref="IIds"/>) must be among them.</param>
    /// <param name="options">The account and the limits.</param>
    /// <param name="credential">Signs in where the options have no key.</param>
    public static IServiceCollection AddCosmosStore(this IServiceCollection services, CosmosStoreOptions options, TokenCredential? credential = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => CosmosStore.Create(
            options, credential, provider.GetRequiredService<IIds>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CosmosStore>>()));
        services.AddSingleton<IDocumentStore>(provider => provider.GetRequiredService<CosmosStore>());
        services.AddSingleton<IStoreStatistics>(provider => provider.GetRequiredService<CosmosStore>());
        return services;
    }
}
