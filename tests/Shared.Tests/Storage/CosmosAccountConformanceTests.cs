using CryptoVault.Adapters.Cosmos;
using CryptoVault.Ids;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Storage;

/// <summary>
/// The conformance suite on a real account or the emulator. These tests exist only in a build for which COSMOS_ENDPOINT
/// and COSMOS_KEY are set (see the project file). Each test has a database of its own, which it deletes.
/// </summary>
public sealed class CosmosAccountConformanceTests : DocumentStoreConformance
{
    private readonly CosmosStoreOptions options = new()
    {
        Endpoint = new Uri(Environment.GetEnvironmentVariable("COSMOS_ENDPOINT") ?? throw new InvalidOperationException("COSMOS_ENDPOINT was set at the build and is not set now.")),
        Key = Environment.GetEnvironmentVariable("COSMOS_KEY") ?? throw new InvalidOperationException("COSMOS_KEY is not set."),
        Database = $"conformance-{new UuidV7Ids(TimeProvider.System).New()}",
        Containers = SuiteContainers,
        CreateContainers = true,
        UseGateway = true,
    };

    private CosmosStore? store;
    private TimeSpan passed;
    private TimeSpan waited;

    public override async ValueTask DisposeAsync()
    {
        store?.Dispose();
        using var client = CosmosClients.Create(options, credential: null, http: null);
        await client.GetDatabase(options.Database).DeleteStreamAsync();
    }

    protected override async Task<IDocumentStore> OpenAsync()
    {
        store = Open();
        await store.PrepareAsync();
        return store;
    }

    protected override Task<IDocumentStore> ReopenAsync()
    {
        store?.Dispose();
        store = Open();
        return Task.FromResult<IDocumentStore>(store);
    }

    protected override Task SweepAsync() => Task.CompletedTask;

    /// <summary>
    /// The suite's documents live 10 s. The service counts whole seconds on its own clock, so "not yet" waits 4 s less and
    /// "over" 4 s more, and nothing waits a day.
    /// </summary>
    protected override async Task AdvanceAsync(TimeSpan by)
    {
        passed += by;
        var life = TimeSpan.FromSeconds(10);
        var until = passed < life ? passed - TimeSpan.FromSeconds(4) : life + TimeSpan.FromSeconds(4);
        if (until > waited)
        {
            await Task.Delay(until - waited);
            waited = until;
        }
    }

    private CosmosStore Open() => CosmosStore.Create(options, credential: null, new UuidV7Ids(TimeProvider.System), TimeProvider.System, NullLogger<CosmosStore>.Instance);
}
