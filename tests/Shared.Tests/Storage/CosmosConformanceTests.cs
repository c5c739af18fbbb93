using CryptoVault.Storage.CosmosGateway;

namespace CryptoVault.Storage;

/// <summary>The conformance suite on the Cosmos DB adapter: the unmodified client library over the stand-in for the gateway.</summary>
public sealed class CosmosConformanceTests : DocumentStoreConformance
{
    private CosmosWorld? world;

    public override ValueTask DisposeAsync()
    {
        world?.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override Task<IDocumentStore> OpenAsync()
    {
        world = new CosmosWorld(Clock, options => options, SuiteContainers);
        return Task.FromResult<IDocumentStore>(world.Store);
    }

    /// <summary>Another client on the same account.</summary>
    protected override Task<IDocumentStore> ReopenAsync() => Task.FromResult<IDocumentStore>(world!.Reopen());

    /// <summary>The service removes what is expired by itself.</summary>
    protected override Task SweepAsync() => Task.CompletedTask;
}
