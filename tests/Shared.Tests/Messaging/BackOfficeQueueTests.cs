using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static CryptoVault.Shared.Tests.Messaging.QueueWorld;

namespace CryptoVault.Shared.Tests.Messaging;

/// <summary>Mails and audit records wait for what money waits for; never the other way round, and never for ever.</summary>
public sealed class BackOfficeQueueTests
{
    private static readonly EmbeddedQueueOptions Options = new() { Containers = ["users"], BackOfficeBatches = 3, BackOfficeBatchesBesideOthers = 1 };

    [Fact]
    public async Task Start_WithABacklogOfMails_DeliversTheOthersBeforeTheMailsAreRead()
    {
        await using var world = new QueueWorld();
        var mails = Enumerable.Range(0, 1200).Select(number => Mail($"mail-{number:D4}")).ToArray();
        await CommitAsync(world, "ana", mails[..600]);
        await CommitAsync(world, "ana", Message("order", "a"));
        await CommitAsync(world, "ben", mails[600..]);
        using var held = new HeldStore(world.Store);
        await using var bus = new EmbeddedMessageBus(held, world.Options, new UuidV7Ids(world.Clock), world.Clock, NullLogger<EmbeddedMessageBus>.Instance);

        await using (var batch = await world.ReceiveAsync(bus: bus))
        {
            Assert.Equal(["order"], Texts(batch));
            await batch.CompleteAsync(batch.Messages[0]);
        }

        var waiting = bus.ReceiveAsync(Queues.Mail, mails.Length).AsTask();
        Assert.False(bus.State(Queues.Mail).IsOwner);
        Assert.Equal(0, bus.State(Queues.Mail).Length);
        held.Release();
        await using var sent = await waiting.WaitAsync(Eventually.Patience);
        Assert.Equal(mails.Select(mail => mail.MessageId), Texts(sent!).Order(StringComparer.Ordinal)); // two partitions, no session: which is first is not said
    }

    [Fact]
    public async Task Restart_WhenOnlyAMailOfTheCommitIsLeft_DeliversTheRestNoMore()
    {
        await using var world = new QueueWorld();
        await CommitAsync(world, "ana", Message("order", "a"), Mail("mail"));
        await using (var batch = await world.ReceiveAsync())
        {
            await batch.CompleteAsync(batch.Messages[0]);
        }

        await Eventually.IsTrueAsync(() => world.Outbox().Count == 1);
        await world.Bus.DisposeAsync();

        var next = await world.OwnAsync(world.NewProcess());
        await using var sent = await next.ReceiveAsync(Queues.Mail, 10).AsTask().WaitAsync(Eventually.Patience);
        Assert.Equal(["mail"], Texts(sent!));
        Assert.Equal(0, next.State(QueueWorld.Queue).Length);
    }

    [Fact]
    public async Task Receive_WhileAnotherQueueHasWork_GivesABackOfficeQueueOneBatchAtATime()
    {
        using var world = new QueuesAlone();
        world.Mails.AddAll(1000);
        world.Orders.AddAll(1);
        var consumers = Enumerable.Range(0, 8).Select(_ => world.Mails.ReceiveAsync()).ToArray();

        for (var turn = 0; turn < 5; turn++)
        {
            var given = Assert.Single(consumers.Skip(turn), consumer => consumer.IsCompleted);
            await CompleteAsync((await given)!); // and only then the next one is given
        }

        await using (var order = (await world.Orders.ReceiveAsync())!)
        {
            Assert.Equal(1, consumers.Count(consumer => consumer.IsCompleted) - 5); // it is held: there is work still
            await order.CompleteAsync(order.Messages[0]);
        }

        await CompleteAsync((await consumers[5])!);
        Assert.All(consumers, consumer => Assert.True(consumer.IsCompleted)); // the rest are two, below the three that are given at once
    }

    [Fact]
    public async Task Receive_WithABacklogOfMails_GivesAnOrderAtOnce()
    {
        using var world = new QueuesAlone();
        world.Mails.AddAll(1000);
        var consumers = Enumerable.Range(0, 8).Select(_ => world.Mails.ReceiveAsync()).ToArray();
        Assert.Equal(Options.BackOfficeBatches, consumers.Count(consumer => consumer.IsCompleted));

        var waiting = world.Orders.ReceiveAsync();
        world.Orders.AddAll(1);

        Assert.True(waiting.IsCompleted);
        foreach (var consumer in consumers.Take(Options.BackOfficeBatches))
        {
            await CompleteAsync((await consumer)!);
        }

        Assert.Equal(Options.BackOfficeBatches + 1, consumers.Count(consumer => consumer.IsCompleted)); // three have ended, one is held beside the order
    }

    [Fact]
    public async Task Receive_AfterTheOthersWorkWentToAnotherProcess_GivesAllItsBatches()
    {
        using var world = new QueuesAlone();
        world.Orders.AddAll(2);
        await using var lost = (await world.Orders.ReceiveAsync())!;
        world.Orders.Memory.Clear();
        world.Mails.AddAll(1000);

        var consumers = Enumerable.Range(0, 8).Select(_ => world.Mails.ReceiveAsync()).ToArray();

        Assert.Equal(Options.BackOfficeBatches, consumers.Count(consumer => consumer.IsCompleted));
    }

    [Fact]
    public void Of_MessagesOfBothKinds_AreTwoDocuments_EachInOrder()
    {
        OutboxMessage[] messages = [Message("1", "a"), Mail("2"), Message("3", "a"), Message("4", "s") with { Queue = Queues.Audit }];

        var documents = OutboxDocument.Of(messages, new UuidV7Ids(new FakeTimeProvider()), "time");

        Assert.Equal([OutboxDocument.Pending, OutboxDocument.BackOffice], documents.Select(document => document.OutboxState));
        Assert.Equal([["1", "3"], ["2", "4"]], documents.Select(document => document.Messages.Select(message => message.MessageId)));
        Assert.Equal(2, documents.Select(document => document.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(Queues.MarketCommands, OutboxDocument.Pending)]
    [InlineData(Queues.WorkflowCommands, OutboxDocument.Pending)]
    [InlineData(Queues.Mail, OutboxDocument.BackOffice)]
    [InlineData(Queues.Audit, OutboxDocument.BackOffice)]
    public void Of_MessagesOfOneKind_AreOneDocument(string queue, string state)
    {
        var documents = OutboxDocument.Of([Message("1") with { Queue = queue }, Message("2") with { Queue = queue }], new UuidV7Ids(new FakeTimeProvider()), "time");

        Assert.Equal(state, Assert.Single(documents).OutboxState);
        Assert.Equal(2, documents[0].Messages.Count);
    }

    private static OutboxMessage Mail(string text) => Message(text) with { Queue = Queues.Mail };

    private static async Task CommitAsync(QueueWorld world, string partition, params OutboxMessage[] messages)
    {
        var documents = OutboxDocument.Of(messages, new UuidV7Ids(TimeProvider.System), StoredTime.Format(world.Clock.GetUtcNow()));
        var operations = documents.Select(document => DocumentOperation.Create(document.Id, DocumentCodec.Encode(document)));
        Assert.True((await world.Store.CommitAsync(new DocumentBatch("users", partition, [.. operations]))).IsCommitted);
    }

    private static async Task CompleteAsync(QueueBatch batch)
    {
        await batch.CompleteAsync(batch.Messages[0]);
        await batch.DisposeAsync();
    }

    /// <summary>A queue of each kind, as a bus has them, with nothing around.</summary>
    private sealed class QueuesAlone : IDisposable
    {
        private readonly FakeTimeProvider clock = new();
        private readonly OutboxWriter writer;

        public QueuesAlone()
        {
            var store = new MemoryStore(new ContainerDefinition("users") { Indexes = [OutboxDocument.Index] });
            var shares = new DeliveryShares();
            writer = new OutboxWriter(store, Options, clock, NullLogger.Instance, (_, _) => { });
            Mails = new QueueAlone(new MemoryQueue(Queues.Mail, Options, clock, writer, shares), clock);
            Orders = new QueueAlone(new MemoryQueue(Queues.MarketCommands, Options, clock, writer, shares), clock);
        }

        public QueueAlone Mails { get; }

        public QueueAlone Orders { get; }

        public void Dispose()
        {
            Mails.Memory.Dispose();
            Orders.Memory.Dispose();
            writer.Dispose();
        }
    }

    private sealed class QueueAlone
    {
        private readonly FakeTimeProvider clock;

        public QueueAlone(MemoryQueue memory, FakeTimeProvider clock)
        {
            this.clock = clock;
            Memory = memory;
            Memory.StartDelivering();
        }

        public MemoryQueue Memory { get; }

        public Task<QueueBatch?> ReceiveAsync() => Memory.ReceiveAsync(1, CancellationToken.None).AsTask();

        public void AddAll(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var document = new OutboxDocument($"outbox:{Memory.Name}:{i}", [Message($"{i}") with { Queue = Memory.Name }], StoredTime.Format(clock.GetUtcNow()));
                Assert.True(Memory.Add(new QueuedDocument(new DocumentKey("users", "ana", document.Id), document, "1"), 0, clock.GetUtcNow()));
            }
        }
    }

    /// <summary>Does not say what back-office documents there are before it is released.</summary>
    private sealed class HeldStore(IDocumentStore inner) : IDocumentStore, IDisposable
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => released.TrySetResult();

        public void Dispose() => Release();

        public async ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default)
        {
            if (query.Equal.Contains(OutboxDocument.BackOffice))
            {
                await released.Task.WaitAsync(cancellation);
            }

            return await inner.QueryAsync(query, cancellation);
        }

        public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default) =>
            inner.ReadAsync(container, partition, id, cancellation);

        public ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default) =>
            inner.ReadManyAsync(container, partition, ids, cancellation);

        public ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default) => inner.CommitAsync(batch, cancellation);

        public ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default) =>
            inner.ReadChangesAsync(container, continuation, limit, cancellation);
    }
}
