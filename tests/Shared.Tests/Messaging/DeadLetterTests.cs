using CryptoVault.Adapters.Embedded.Queues;
using CryptoVault.Messaging;
using CryptoVault.Shared.Tests.Storage;
using static CryptoVault.Shared.Tests.Messaging.QueueWorld;

namespace CryptoVault.Shared.Tests.Messaging;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task Delivery_FailedTenTimes_BuriesTheMessage_AndTheSessionGoesOn()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("bad", "a"), Message("good", "a"));
        for (var i = 0; i < 10; i++)
        {
            var batch = await world.ReceiveAsync(1);
            Assert.Equal(("bad", i + 1), (Text(batch.Messages[0]), batch.Messages[0].DeliveryCount));
            await batch.AbandonAsync(batch.Messages[0], "boom");
            await batch.DisposeAsync();
        }

        await using var next = await world.ReceiveAsync();

        Assert.Equal(["good"], Texts(next));
        await Eventually.IsTrueAsync(() => world.Outbox().Count == 2);
        var dead = Assert.Single((await world.Bus.DeadLettersAsync(10)).Items);
        Assert.Equal(("bad", 10), (Text(dead.Message), dead.Message.DeliveryCount));
        Assert.Contains("boom", dead.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetter_OfTheOnlyMessage_LeavesOnlyTheDeadLetter()
    {
        await using var world = new QueueWorld();
        await BuryAsync(world, "bad");

        var document = Assert.Single(world.Outbox());

        Assert.Equal((OutboxDocument.Dead, "no such market"), (document.OutboxState, document.DeadLetterReason));
        Assert.Equal(0, world.Bus.State(Queue).Length);
    }

    [Fact]
    public async Task DeadLetter_IsNotDeliveredAfterARestart()
    {
        await using var world = new QueueWorld();
        await BuryAsync(world, "bad");
        await world.Bus.DisposeAsync();

        var bus = await world.OwnAsync(world.NewProcess());

        Assert.Equal(0, bus.State(Queue).Length);
        Assert.Single((await bus.DeadLettersAsync(10)).Items);
    }

    [Fact]
    public async Task Resubmit_DeliversTheMessageAgain_WithAFreshCount()
    {
        await using var world = new QueueWorld();
        var dead = await BuryAsync(world, "bad");

        Assert.True(await world.Bus.ResubmitAsync(dead.Reference));

        await using var batch = await world.ReceiveAsync();
        Assert.Equal(("bad", 1), (Text(batch.Messages[0]), batch.Messages[0].DeliveryCount));
        Assert.Empty((await world.Bus.DeadLettersAsync(10)).Items);
        Assert.False(await world.Bus.ResubmitAsync(dead.Reference));
    }

    [Fact]
    public async Task Delete_RemovesTheDeadLetterForEver()
    {
        await using var world = new QueueWorld();
        var dead = await BuryAsync(world, "bad");

        Assert.True(await world.Bus.DeleteAsync(dead.Reference));

        Assert.Empty(world.Outbox());
        Assert.False(await world.Bus.DeleteAsync(dead.Reference));
    }

    [Fact]
    public async Task Resubmit_OfAReferenceToAnOpenMessage_IsRefusedAndChangesNothing()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("open"));
        var reference = world.Bus.Peek(Queue, 1)[0].Reference;

        Assert.False(await world.Bus.ResubmitAsync(reference));
        Assert.False(await world.Bus.DeleteAsync(reference));
        Assert.False(await world.Bus.DeleteAsync(reference with { Container = "elsewhere" }));

        Assert.Equal(OutboxDocument.Pending, Assert.Single(world.Outbox()).OutboxState);
        Assert.Equal(1, world.Bus.State(Queue).Length);
    }

    [Fact]
    public async Task DeadLetters_PageByPage_ShowsEachOnce()
    {
        await using var world = new QueueWorld();
        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await BuryAsync(world, $"bad{i}");
        }

        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var page = await world.Bus.DeadLettersAsync(2, continuation);
            seen.AddRange(page.Items.Select(item => Text(item.Message)));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(["bad4", "bad3", "bad2", "bad1", "bad0"], seen);
    }

    [Theory]
    [InlineData(MemoryStore.Fault.Unavailable)]
    [InlineData(MemoryStore.Fault.LostBefore)]
    [InlineData(MemoryStore.Fault.LostAfter)]
    public async Task DeadLetter_WithAStoreThatFails_IsBuriedOnceInTheEnd(MemoryStore.Fault fault)
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("bad", "a"), Message("good", "b"));
        await using var batch = await world.ReceiveAsync(1);
        world.Store.FailNext(fault, fault);

        var burying = batch.DeadLetterAsync(batch.Messages[0], "no such market").AsTask();

        await Eventually.IsTrueAsync(world.Clock, TimeSpan.FromMilliseconds(250), () => burying.IsCompleted);
        await burying;
        Assert.Single((await world.Bus.DeadLettersAsync(10)).Items);
        Assert.Equal(1, world.Bus.State(Queue).Length);
    }

    [Fact]
    public async Task DeadLetters_OfManyMessagesOfOneDocument_AreEachBuried()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", [.. Enumerable.Range(0, 150).Select(i => Message($"bad{i}", "a"))]);
        await using var batch = await world.ReceiveAsync(200);

        await Task.WhenAll(batch.Messages.Select(message => batch.DeadLetterAsync(message, "no").AsTask()));

        Assert.Equal(150, (await world.Bus.DeadLettersAsync(200)).Items.Count);
        Assert.Equal(150, world.Outbox().Count);
    }

    private static async Task<PeekedMessage> BuryAsync(QueueWorld world, string text)
    {
        await world.OwnAsync();
        await world.PublishAsync("ana", Message(text));
        await using var batch = await world.ReceiveAsync();
        await batch.DeadLetterAsync(batch.Messages[0], "no such market");
        return (await world.Bus.DeadLettersAsync(1)).Items[0];
    }
}
