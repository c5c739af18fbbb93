using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.Messaging;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using static CryptoVault.Shared.Tests.Messaging.QueueWorld;

namespace CryptoVault.Shared.Tests.Messaging;

/// <summary>What of the queue survives: restarts, other processes, a store that fails.</summary>
public sealed class EmbeddedQueueDurabilityTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Start_FindsWhatWasCommittedBefore_InOrder()
    {
        await using var world = new QueueWorld();
        for (var i = 1; i <= 5; i++)
        {
            await world.CommitAsync($"user{i % 2}", Message($"{i}", "a"));
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await using var batch = await world.ReceiveAsync();

        Assert.Equal(["1", "2", "3", "4", "5"], Texts(batch));
    }

    [Fact]
    public async Task Sweep_FindsWhatNobodyAnnounced()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.CommitAsync("ana", Message("unannounced"));

        await using var batch = await world.ReceiveLaterAsync(Step);

        Assert.Equal(["unannounced"], Texts(batch));
    }

    [Fact]
    public async Task Sweep_WithACommitThatLandedLate_FindsIt()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        var late = StoredTime.Format(world.Clock.GetUtcNow());
        for (var i = 0; i < 300; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var document = new OutboxDocument("outbox:late", [Message("late")], late);
        await world.Store.CommitAsync(new DocumentBatch("users", "ana", [DocumentOperation.Create(document.Id, DocumentCodec.Encode(document))]));

        await using var batch = await world.ReceiveLaterAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["late"], Texts(batch));
    }

    [Fact]
    public async Task DeliveryCount_SurvivesARestart()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", "a"), Message("2", "a"));
        var batch = await world.ReceiveAsync(1);
        await batch.AbandonAsync(batch.Messages[0]);
        await batch.DisposeAsync();
        await Eventually.IsTrueAsync(() => world.Outbox()[0].DeliveryCounts is [1, 0]);
        await world.Bus.DisposeAsync();

        await using var again = await world.ReceiveAsync(10, world.NewProcess());

        Assert.Equal([2, 1], again.Messages.Select(message => message.DeliveryCount));
    }

    [Fact]
    public async Task Crash_AfterSomeMessagesOfADocumentAreDone_DeliversTheDocumentAgain()
    {
        await using var world = new QueueWorld(options => options with { Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(2), TryEvery = Step } });
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1"), Message("2"));
        await using var batch = await world.ReceiveAsync();
        await batch.CompleteAsync(batch.Messages[0]);
        await world.Bus.DisposeAsync();

        await using var again = await world.ReceiveAsync(10, world.NewProcess());

        Assert.Equal(["1", "2"], Texts(again));
    }

    [Fact]
    public async Task TwoProcesses_OneDelivers_AndTheOthersMessagesReachIt()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        var other = world.NewProcess();
        var waiting = other.ReceiveAsync(Queue, 10).AsTask();
        await other.PublishAsync(await world.CommitAsync("ana", Message("from the other")));

        await using var batch = await world.ReceiveLaterAsync(Step);

        Assert.Equal(["from the other"], Texts(batch));
        Assert.False(waiting.IsCompleted);
        Assert.Equal((true, false), (world.Bus.IsOwner, other.IsOwner));
    }

    [Fact]
    public async Task TwoProcesses_WhenTheOwnerStops_TheOtherTakesOverWhatIsOpen()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        var other = world.NewProcess();
        var waiting = other.ReceiveAsync(Queue, 10).AsTask();
        await world.PublishAsync("ana", Message("1", "a"), Message("2", "a"));
        var batch = await world.ReceiveAsync(1);
        await batch.CompleteAsync(batch.Messages[0]);
        await batch.DisposeAsync();
        await world.Bus.DisposeAsync();

        await Eventually.IsTrueAsync(world.Clock, Step, () => waiting.IsCompleted);

        await using var taken = (await waiting)!;
        Assert.Contains("2", Texts(taken));
        Assert.True(other.IsOwner);
    }

    [Fact]
    public async Task TwoProcesses_WhenTheOwnersLeaseIsTaken_ItsLocksAreLost()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", "a"));
        await using var batch = await world.ReceiveAsync();
        var thief = new LeaseDocument("queues", "thief", "elsewhere", 1, StoredTime.Format(world.Clock.GetUtcNow()), StoredTime.Format(world.Clock.GetUtcNow().AddHours(1)));
        await world.Store.CommitAsync(new DocumentBatch("runtime", "leases", [DocumentOperation.Upsert("queues", DocumentCodec.Encode(thief)), DocumentOperation.Create("x", "{}"u8.ToArray())]));

        await Eventually.IsTrueAsync(world.Clock, Step, () => !world.Bus.IsOwner);

        await Eventually.IsTrueAsync(() => world.Bus.State(Queue).Length == 0);
        await Assert.ThrowsAsync<LockLostException>(() => batch.CompleteAsync(batch.Messages[0]).AsTask());
        Assert.Single(world.Outbox());
    }

    [Theory]
    [InlineData(MemoryStore.Fault.Unavailable)]
    [InlineData(MemoryStore.Fault.Throttled)]
    [InlineData(MemoryStore.Fault.LostBefore)]
    [InlineData(MemoryStore.Fault.LostAfter)]
    public async Task Complete_WithAStoreThatFails_DeletesTheDocumentInTheEnd(MemoryStore.Fault fault)
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1"));
        await using var batch = await world.ReceiveAsync();
        world.Store.Spared = LeaseDocument.Container;
        world.Store.FailNext(fault, fault, fault);

        await batch.CompleteAsync(batch.Messages[0]);

        await Eventually.IsTrueAsync(world.Clock, Step, () => world.Outbox().Count == 0);
    }

    [Fact]
    public async Task Complete_OfADocumentThatAnotherProcessChanged_NeverLosesAMessage()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", "a"), Message("2", "b"));
        await using var batch = await world.ReceiveAsync(1);
        world.Store.Spared = LeaseDocument.Container;
        world.Store.FailNext(MemoryStore.Fault.OtherWriter);
        await batch.AbandonAsync(batch.Messages[0]);

        var seen = new HashSet<string>();
        while (seen.Count < 2)
        {
            await using var next = await world.ReceiveLaterAsync(Step);
            seen.UnionWith(Texts(next));
            await next.CompleteAsync(next.Messages[0]);
        }

        await Eventually.IsTrueAsync(world.Clock, Step, () => world.Outbox().Count == 0);
    }
}
