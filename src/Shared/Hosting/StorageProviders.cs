using Azure.Core;
using CryptoVault.Adapters.AzureBlobs;
using CryptoVault.Adapters.Cosmos;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Blobs;
using CryptoVault.Ids;
using CryptoVault.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Hosting;

/// <summary>Chooses the adapters of document and blob store by configuration, on both runtimes alike.</summary>
public static class StorageProviders
{
    /// <summary>The setting that chooses the document store: <see cref="Sqlite"/> or <see cref="Cosmos"/>.</summary>
    public const string StoreProvider = "Storage:Provider";

    /// <summary>The setting that names the embedded store's file.</summary>
    public const string StoreFile = "Storage:File";

    /// <summary>The setting that chooses the blob store: <see cref="Files"/> or <see cref="Azure"/>.</summary>
    public const string BlobProvider = "Blobs:Provider";

    /// <summary>The setting that names the folder of blobs.</summary>
    public const string BlobFolder = "Blobs:Folder";

    /// <summary>The embedded store.</summary>
    public const string Sqlite = "Sqlite";

    /// <summary>An Azure Cosmos DB account or its emulator (settings <c>Cosmos:...</c>, see <see cref="CosmosStoreOptions"/>).</summary>
    public const string Cosmos = "Cosmos";

    /// <summary>Files of a folder.</summary>
    public const string Files = "Files";

    /// <summary>An Azure Storage account or Azurite (settings <c>Blobs:...</c>, see <see cref="AzureBlobOptions"/>).</summary>
    public const string Azure = "Azure";

    /// <summary>Registers the document store that <see cref="StoreProvider"/> names.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="containers">The containers.</param>
    /// <param name="credential">Signs in to Azure where no key is set.</param>
    /// <exception cref="InvalidOperationException">A setting is missing or cannot be used; the message names it.</exception>
    public static IServiceCollection AddConfiguredStore(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyList<ContainerDefinition> containers, TokenCredential? credential = null)
    {
        switch (Required(configuration, StoreProvider))
        {
            case Sqlite:
                return services.AddSqliteStore(new SqliteStoreOptions { File = Required(configuration, StoreFile), Containers = containers });
            case Cosmos:
                var options = CosmosStoreOptions.From(configuration, containers);
                return options.Key is null && credential is null
                    ? throw new InvalidOperationException("The setting Cosmos:Key is missing.")
                    : services.AddCosmosStore(options, credential);
            case var other:
                throw new InvalidOperationException($"{StoreProvider} '{other}' is not known; known are {Sqlite} and {Cosmos}.");
        }
    }

    /// <summary>Registers the blob store that <see cref="BlobProvider"/> names.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="credential">Signs in to Azure where no connection string is set.</param>
    /// <exception cref="InvalidOperationException">A setting is missing or cannot be used; the message names it.</exception>
    public static IServiceCollection AddConfiguredBlobs(this IServiceCollection services, IConfiguration configuration, TokenCredential? credential = null)
    {
        switch (Required(configuration, BlobProvider))
        {
            case Files:
                var folder = Required(configuration, BlobFolder);
                return services.AddSingleton<IBlobStore>(provider =>
                    new Adapters.Files.BlobFolder(folder, provider.GetRequiredService<IIds>(), provider.GetRequiredService<TimeProvider>()));
            case Azure:
                var options = AzureBlobOptions.From(configuration);
                return options.ConnectionString is null && credential is null
                    ? throw new InvalidOperationException("The setting Blobs:ConnectionString is missing.")
                    : services.AddSingleton<IBlobStore>(provider => new AzureBlobStore(options, credential, provider.GetRequiredService<IIds>()));
            case var other:
                throw new InvalidOperationException($"{BlobProvider} '{other}' is not known; known are {Files} and {Azure}.");
        }
    }

    private static string Required(IConfiguration configuration, string name) =>
        configuration[name] is { Length: > 0 } value ? value : throw new InvalidOperationException($"The setting {name} is missing.");
}
