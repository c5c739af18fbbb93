using CryptoVault.Adapters.Cosmos;
using CryptoVault.Ids;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>An account and the adapter's store on it.</summary>
public sealed class CosmosWorld : IDisposable
{
    private readonly TimeProvider storeClock;

    /// <param name="clock">The clock of the service and, unless told otherwise, of the store.</param>
    /// <param name="configure">Changes the store's options.</param>
    /// <param name="containers">The containers.</param>
    /// <param name="storeClock">The store's clock: a real one where it waits.</param>
    public CosmosWorld(TimeProvider clock, Func<CosmosStoreOptions, CosmosStoreOptions> configure, IReadOnlyList<ContainerDefinition> containers, TimeProvider? storeClock = null)
    {
        this.storeClock = storeClock ?? clock;
        Options = configure(new CosmosStoreOptions
        {
            Endpoint = new Uri("https://localhost:8081/"),
            Key = Convert.ToBase64String("a key of the stand-in"u8),
            Containers = containers,
            CreateContainers = true,
            UseGateway = true,
        });
        Gateway = new Gateway(clock, Options.Endpoint);
        (Client, Store) = Open();
    }

    public Gateway Gateway { get; }

    public CosmosStoreOptions Options { get; }

    public CosmosClient Client { get; private set; }

    public CosmosStore Store { get; private set; }

    public CosmosStore Reopen()
    {
        Store.Dispose();
        (Client, Store) = Open();
        return Store;
    }

    /// <summary>A client and store of another process on the same account.</summary>
    public CosmosStore OpenAnother() => Open().Store;

    public void Dispose() => Store.Dispose();

    private (CosmosClient Client, CosmosStore Store) Open()
    {
        var client = CosmosClients.Create(Options, credential: null, Gateway.Handler);
        return (client, new CosmosStore(Options, client, new UuidV7Ids(TimeProvider.System), storeClock, NullLogger.Instance));
    }
}
