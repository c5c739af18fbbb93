using CryptoVault.Adapters.Sqlite;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.LocalRuntime.Tests;

/// <summary>An embedded store in a folder of its own.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-runtime-").FullName;

    public TestStore()
    {
        Store = SqliteStore.Open(
            new SqliteStoreOptions
            {
                File = Path.Combine(folder, "store.db"),
                Containers =
                [
                    new ContainerDefinition("runtime"),
                    new ContainerDefinition("system"),
                    new ContainerDefinition("users") { Indexes = [OutboxDocument.Index], HasChangeFeed = true },
                ],
            },
            TimeProvider.System, NullLogger<SqliteStore>.Instance);
    }

    public SqliteStore Store { get; }

    public async Task<string> CreateAsync(string partition, string id, string body)
    {
        var outcome = await Store.CommitAsync(new DocumentBatch("users", partition, [DocumentOperation.Create(id, System.Text.Encoding.UTF8.GetBytes(body))]));
        Assert.True(outcome.IsCommitted, outcome.Reason);
        return outcome.ETags[0]!;
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A store that the host does not close.</summary>
internal sealed class Borrowed(IDocumentStore store) : IDocumentStore
{
    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default) =>
        store.ReadAsync(container, partition, id, cancellation);

    public ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default) =>
        store.ReadManyAsync(container, partition, ids, cancellation);

    public ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default) => store.CommitAsync(batch, cancellation);

    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default) => store.QueryAsync(query, cancellation);

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default) =>
        store.ReadChangesAsync(container, continuation, limit, cancellation);
}
