using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Messaging;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Messaging;

public sealed class MemoryQueueTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly OutboxWriter writer;
    private readonly MemoryQueue queue;

    public MemoryQueueTests()
    {
        var options = new EmbeddedQueueOptions { Containers = ["users"] };
        var store = new MemoryStore(new ContainerDefinition("users") { Indexes = [OutboxDocument.Index] });
        writer = new OutboxWriter(store, options, clock, NullLogger.Instance, (_, _) => { });
        queue = new MemoryQueue("orders", options, clock, writer, new DeliveryShares());
        queue.StartDelivering();
    }

    [Fact]
    public void Add_OfAMessageOfAnotherDocumentThatIsOpen_IsARepetition()
    {
        Assert.True(queue.Add(Document("outbox:1"), 0, clock.GetUtcNow()));

        Assert.False(queue.Add(Document("outbox:2"), 0, clock.GetUtcNow()));
        Assert.Equal(1, queue.State().Length);
    }

    [Fact]
    public async Task Add_OfADocumentReadAgainWhileItsMessagesAreStillOpen_TakesTheNewReadingsPlace()
    {
        var (before, again) = (Document("outbox:1"), Document("outbox:1"));
        Assert.True(queue.Add(before, 0, clock.GetUtcNow()));
        await using var stale = (await queue.ReceiveAsync(1, CancellationToken.None))!;

        Assert.True(queue.Add(again, 0, clock.GetUtcNow()));
        queue.Drop(before);

        await Assert.ThrowsAsync<LockLostException>(() => stale.CompleteAsync(stale.Messages[0]).AsTask());
        Assert.Equal(1, queue.State().Length);
        await stale.DisposeAsync();
        await using var fresh = (await queue.ReceiveAsync(1, CancellationToken.None))!;
        await fresh.CompleteAsync(fresh.Messages[0]);
        Assert.Equal(0, queue.State().Length);
        Assert.True(again.IsDone(0));
    }

    public void Dispose()
    {
        queue.Dispose();
        writer.Dispose();
    }

    private QueuedDocument Document(string id)
    {
        var document = new OutboxDocument(id, [QueueWorld.Message("1", "a")], StoredTime.Format(clock.GetUtcNow()));
        return new QueuedDocument(new DocumentKey("users", "ana", id), document, "1");
    }
}
