using System.Text;
using CryptoVault.Testing;

namespace CryptoVault.Storage;

/// <summary>
/// What every adapter of <see cref="IDocumentStore"/> must do. An adapter's test class inherits it and says how its
/// store is opened; a suite class holds one store with containers of its own names.
/// </summary>
public abstract partial class DocumentStoreConformance : IAsyncLifetime, IAsyncDisposable
{
    protected const string Orders = "orders";
    protected const string Plain = "plain";

    /// <summary>The containers of the suite.</summary>
    protected static IReadOnlyList<ContainerDefinition> SuiteContainers { get; } =
    [
        new(Orders)
        {
            HasChangeFeed = true,
            Indexes =
            [
                new("byTime", "status", "time"),
                new("bySequence", "sequence"),
                new("byName", "name"),
                new("work", "state", "due") { CrossPartition = true },
                new("outbox", "outboxState", "outboxTime") { CrossPartition = true, WithinPartition = false },
            ],
        },
        new(Plain),
    ];

    protected FakeTimeProvider Clock { get; } = new();

    protected IDocumentStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Closes the store and removes it.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Opens an empty store with <see cref="SuiteContainers"/> on <see cref="Clock"/>.</summary>
    protected abstract Task<IDocumentStore> OpenAsync();

    /// <summary>Closes the store and opens it again on what it holds.</summary>
    protected abstract Task<IDocumentStore> ReopenAsync();

    /// <summary>Removes expired documents, where the adapter does that itself.</summary>
    protected abstract Task SweepAsync();

    /// <summary>Lets time pass for the store; a suite on a real service has to wait for it.</summary>
    protected virtual Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        return Task.CompletedTask;
    }

    protected static ReadOnlyMemory<byte> Body(string id, params (string Name, object? Value)[] properties) => TestDocuments.Body(id, properties);

    protected static DocumentOperation Create(string id, params (string Name, object? Value)[] properties) => TestDocuments.Create(id, properties);

    protected static DocumentBatch Batch(string partition, params DocumentOperation[] operations) => new(Orders, partition, operations);

    protected static string Text(StoredDocument? document) => Encoding.UTF8.GetString(document!.Body.Span);

    protected static IEnumerable<string> Ids(DocumentPage page) => page.Items.Select(item => item.Id);

    /// <summary>Commits and returns the new ETags.</summary>
    protected async Task<IReadOnlyList<string?>> CommitAsync(string partition, params DocumentOperation[] operations)
    {
        var result = await Store.CommitAsync(Batch(partition, operations));
        Assert.Equal(CommitStatus.Committed, result.Status);
        Assert.Equal(operations.Length, result.ETags.Count);
        return result.ETags;
    }

    /// <summary>Follows the continuations to the end.</summary>
    protected async Task<List<StoredDocument>> AllAsync(DocumentQuery query)
    {
        var all = new List<StoredDocument>();
        do
        {
            var page = await Store.QueryAsync(query);
            Assert.True(page.Items.Count <= query.Limit);
            all.AddRange(page.Items);
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
        return all;
    }
}
