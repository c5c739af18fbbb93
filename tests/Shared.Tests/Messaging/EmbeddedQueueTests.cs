using CryptoVault.Messaging;
using static CryptoVault.Shared.Tests.Messaging.QueueWorld;

namespace CryptoVault.Shared.Tests.Messaging;

public sealed class EmbeddedQueueTests
{
    [Fact]
    public async Task Publish_WithAWaitingConsumer_DeliversTheMessageAsItWasCommitted()
    {
        await using var world = new QueueWorld();
        var receiving = world.Bus.ReceiveAsync(Queue, 10);
        await world.PublishAsync("ana", Message("buy", "BTC-USDT", "order-1"));

        await using var batch = (await receiving)!;

        var message = Assert.Single(batch.Messages);
        Assert.Equal(
            ("buy", "order-1", "BTC-USDT", "corr", 1, world.Clock.GetUtcNow(), Queue),
            (Text(message), message.MessageId, message.SessionId, message.CorrelationId, message.DeliveryCount, message.EnqueuedTime, message.Queue));
        Assert.Equal("BTC-USDT", batch.SessionId);
    }

    [Fact]
    public async Task Complete_OfAllMessages_DeletesTheDocument()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1"), Message("2"));
        await using var batch = await world.ReceiveAsync();
        await batch.CompleteAsync(batch.Messages[0]);
        Assert.Single(world.Outbox());

        await batch.CompleteAsync(batch.Messages[1]);

        await Eventually.IsTrueAsync(() => world.Outbox().Count == 0);
        Assert.Equal(0, world.Bus.State(Queue).Length);
    }

    [Fact]
    public async Task Receive_FromSessions_HoldsEachForOneConsumerInOrder()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("a1", "a"), Message("b1", "b"), Message("a2", "a"));
        await world.PublishAsync("ben", Message("a3", "a"), Message("b2", "b"));

        var first = await world.ReceiveAsync(2);
        await using var second = await world.ReceiveAsync(2);
        var third = world.Bus.ReceiveAsync(Queue, 2).AsTask();

        Assert.Equal(["a1", "a2"], Texts(first));
        Assert.Equal(["b1", "b2"], Texts(second));
        Assert.False(third.IsCompleted);
        await first.CompleteAsync(first.Messages[0]);
        await first.CompleteAsync(first.Messages[1]);
        await first.DisposeAsync();
        await using var rest = (await third)!;
        Assert.Equal(["a3"], Texts(rest));
    }

    [Fact]
    public async Task Receive_WithoutSessions_SpreadsMessagesOverConsumers()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1"), Message("2"), Message("3"));

        await using var first = await world.ReceiveAsync(2);
        await using var second = await world.ReceiveAsync(2);

        Assert.Equal(["1", "2"], Texts(first));
        Assert.Equal(["3"], Texts(second));
    }

    [Fact]
    public async Task Receive_Canceled_Throws_AndTheMessageGoesToTheNext()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        using var over = new CancellationTokenSource();
        var receiving = world.Bus.ReceiveAsync(Queue, 1, over.Token).AsTask();
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);

        await world.PublishAsync("ana", Message("1"));

        await using var batch = await world.ReceiveAsync();
        Assert.Equal(["1"], Texts(batch));
    }

    [Fact]
    public async Task Receive_WhenTheBusStops_ReturnsNull()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        var receiving = world.Bus.ReceiveAsync(Queue, 1).AsTask();

        await world.Bus.DisposeAsync();

        Assert.Null(await receiving);
    }

    [Fact]
    public async Task Abandon_OfTheFirstInASession_DeliversItAgainBeforeTheRest()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", "a"), Message("2", "a"));
        var batch = await world.ReceiveAsync(1);
        await batch.AbandonAsync(batch.Messages[0]);
        await batch.DisposeAsync();

        await using var again = await world.ReceiveAsync();

        Assert.Equal(["1", "2"], Texts(again));
        Assert.Equal([2, 1], again.Messages.Select(message => message.DeliveryCount));
    }

    [Fact]
    public async Task Abandon_WithARedeliveryDelay_RestsTheSessionAndNoOther()
    {
        await using var world = new QueueWorld(options => options with { RedeliveryDelay = TimeSpan.FromSeconds(1) });
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("a1", "a"), Message("b1", "b"));
        await (await world.ReceiveAsync(1)).DisposeAsync();

        await using var other = await world.ReceiveAsync();
        var receiving = world.Bus.ReceiveAsync(Queue, 10).AsTask();

        Assert.Equal(["b1"], Texts(other));
        Assert.False(receiving.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await using var again = (await receiving)!;
        Assert.Equal(["a1"], Texts(again));
    }

    [Fact]
    public async Task Scheduled_IsDeliveredWhenItIsDue()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        var receiving = world.Bus.ReceiveAsync(Queue, 10).AsTask();
        await world.PublishAsync("ana", Message("later", scheduledFor: world.Clock.GetUtcNow().AddMinutes(5)));
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.False(receiving.IsCompleted);
        Assert.Equal((1, 1), (world.Bus.State(Queue).Length, world.Bus.State(Queue).Scheduled));

        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await using var batch = (await receiving)!;
        Assert.Equal(["later"], Texts(batch));
        Assert.Equal(0, world.Bus.State(Queue).Scheduled);
    }

    [Fact]
    public async Task Lock_ThatRanOut_IsLost_AndTheMessageIsDeliveredAgain()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", "a"));
        await using var batch = await world.ReceiveAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(61));

        await Assert.ThrowsAsync<LockLostException>(() => batch.CompleteAsync(batch.Messages[0]).AsTask());

        await using var again = await world.ReceiveAsync();
        Assert.Equal(2, again.Messages[0].DeliveryCount);
        await Assert.ThrowsAsync<LockLostException>(() => batch.RenewLockAsync().AsTask());
    }

    [Fact]
    public async Task RenewLock_KeepsTheMessage()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", "a"));
        await using var batch = await world.ReceiveAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(50));
        await batch.RenewLockAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(50));

        await batch.CompleteAsync(batch.Messages[0]);

        await Eventually.IsTrueAsync(() => world.Outbox().Count == 0);
    }

    [Fact]
    public async Task Publish_OfTheSameItemTwice_DeliversItOnce()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        var item = await world.CommitAsync("ana", Message("1"));
        await world.Bus.PublishAsync(item);
        await world.Bus.PublishAsync(item);

        await using var batch = await world.ReceiveAsync();

        Assert.Equal(["1"], Texts(batch));
        Assert.Equal(1, world.Bus.State(Queue).Length);
    }

    [Fact]
    public async Task Publish_OfAnIdThatIsOpenOrHandledLately_DropsTheRepetitionAndItsDocument()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", id: "same"));
        await world.PublishAsync("ben", Message("2", id: "same"));
        await Eventually.IsTrueAsync(() => world.Outbox().Count == 1);
        await using var batch = await world.ReceiveAsync();
        await batch.CompleteAsync(batch.Messages[0]);
        await world.PublishAsync("eva", Message("3", id: "same"));

        await Eventually.IsTrueAsync(() => world.Outbox().Count == 0);

        Assert.Equal(["1"], Texts(batch));
        Assert.Equal(0, world.Bus.State(Queue).Length);
    }

    [Fact]
    public async Task Publish_OfAnIdHandledLongAgo_IsDelivered()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", id: "same"));
        await using var batch = await world.ReceiveAsync();
        await batch.CompleteAsync(batch.Messages[0]);
        world.Clock.Advance(world.Options.DuplicateWindow + TimeSpan.FromSeconds(1));

        await world.PublishAsync("ana", Message("2", id: "same"));

        await using var again = await world.ReceiveAsync();
        Assert.Equal(["2"], Texts(again));
    }

    [Fact]
    public async Task State_TellsLengthLocksAndAge()
    {
        await using var world = new QueueWorld();
        await world.OwnAsync();
        await world.PublishAsync("ana", Message("1", "a"), Message("2", "b"));
        world.Clock.Advance(TimeSpan.FromSeconds(3));
        await using var batch = await world.ReceiveAsync(1);

        var state = world.Bus.State(Queue);

        Assert.Equal(new QueueState(Queue, 2, 1, 0, TimeSpan.FromSeconds(3), true), state);
        Assert.Equal([(true, "1"), (false, "2")], world.Bus.Peek(Queue, 10).Select(peeked => (peeked.IsLocked, Text(peeked.Message))));
        Assert.Contains(Queue, world.Bus.QueueNames);
    }
}
