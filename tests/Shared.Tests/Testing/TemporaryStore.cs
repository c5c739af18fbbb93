using CryptoVault.Adapters.Sqlite;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Testing;

/// <summary>A real embedded store in a temporary folder: what tests use instead of a fake.</summary>
public sealed class TemporaryStore : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Func<SqliteStoreOptions, SqliteStoreOptions> configure;

    public TemporaryStore(params ContainerDefinition[] containers) : this(null, options => options, containers)
    {
    }

    public TemporaryStore(TimeProvider? clock, Func<SqliteStoreOptions, SqliteStoreOptions> configure, params ContainerDefinition[] containers)
    {
        this.configure = configure;
        Clock = clock ?? new FakeTimeProvider();
        Containers = containers;
        Store = Open();
    }

    public TimeProvider Clock { get; }

    public IReadOnlyList<ContainerDefinition> Containers { get; set; }

    public SqliteStore Store { get; private set; }

    public string File => folder.File("store.db");

    public SqliteStoreOptions Options => configure(new SqliteStoreOptions { File = File, Containers = Containers });

    public SqliteStore Open() => SqliteStore.Open(Options, Clock, NullLogger<SqliteStore>.Instance);

    /// <summary>Closes the store and opens the file again, with the containers as they are declared now.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Dispose();
    }
}
