using CryptoVault.Testing;

namespace CryptoVault.Storage;

/// <summary>The conformance suite on the embedded store.</summary>
public sealed class SqliteConformanceTests : DocumentStoreConformance
{
    private TemporaryStore? temporary;

    public override async ValueTask DisposeAsync()
    {
        if (temporary is not null)
        {
            await temporary.DisposeAsync();
        }
    }

    protected override Task<IDocumentStore> OpenAsync()
    {
        temporary = new TemporaryStore(Clock, options => options, [.. SuiteContainers]);
        return Task.FromResult<IDocumentStore>(temporary.Store);
    }

    protected override async Task<IDocumentStore> ReopenAsync()
    {
        await temporary!.ReopenAsync();
        return temporary.Store;
    }

    protected override Task SweepAsync() => temporary!.Store.SweepAsync();
}
