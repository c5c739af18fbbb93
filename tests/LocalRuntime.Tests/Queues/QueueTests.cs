using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests.Queues;

public sealed class QueueTests
{
    [Fact]
    public async Task Batch_OfASession_ArrivesInOrderAndIsCompleted()
    {
        await using var host = await QueueHost.StartAsync(typeof(BatchConsumer));

        await host.PublishAsync("ana", "1", "2", "3");
        await host.ArrivedAsync(3);
        await host.EmptyAsync();

        Assert.Equal(["1", "2", "3"], host.Deliveries.Texts);
        var delivery = host.Deliveries.All[0];
        Assert.Equal("ana", delivery.Session);
        Assert.Equal("1", delivery.First.MessageId);
        Assert.Equal("corr-1", delivery.First.CorrelationId);
        Assert.Equal(1, delivery.First.DeliveryCount);
        Assert.True(delivery.First.LockedUntil > delivery.First.EnqueuedTime);
        Assert.NotEmpty(delivery.First.LockToken);
    }

    [Fact]
    public async Task Single_Message_HasItsDataAndIsCompleted()
    {
        await using var host = await QueueHost.StartAsync(typeof(SingleConsumer));

        await host.PublishAsync(null, "one");
        await host.ArrivedAsync(1);
        await host.EmptyAsync();

        var delivery = Assert.Single(host.Deliveries.All);
        Assert.Equal("one", delivery.Data["messageId"]);
        Assert.Equal("corr-one", delivery.Data["CorrelationId"]);
        Assert.Equal(1, delivery.Data["DeliveryCount"]);
    }

    [Fact]
    public async Task Batch_ThatFails_IsDeliveredAgainAndAtLastDeadLettered()
    {
        await using var host = await QueueHost.StartAsync(typeof(BatchConsumer), o => o with { MaxDeliveries = 3 });
        host.Deliveries.Behaviour = (_, _, _) => throw new InvalidOperationException("poison");

        await host.PublishAsync("ana", "bad");
        await host.EmptyAsync();

        Assert.Equal([1, 2, 3], host.Deliveries.All.Select(d => d.First.DeliveryCount));
        var letter = Assert.Single(await host.DeadLettersAsync(1));
        Assert.Equal("bad", letter.Message.MessageId);
        Assert.Contains("InvalidOperationException: poison", letter.Reason, StringComparison.Ordinal);
        Assert.Equal(3, host.Host.Logs.All.Count(l => l.Level == LogLevel.Error));
        Assert.Equal(3, host.Host.Host.Functions.Single().Statistics.Failures);
    }

    [Fact]
    public async Task Batch_ThatFailsAfterSettlingSome_AbandonsOnlyTheRest()
    {
        await using var host = await QueueHost.StartAsync(typeof(BatchConsumer));
        var release = new TaskCompletionSource();
        host.Deliveries.Behaviour = async (messages, actions, cancellation) =>
        {
            await release.Task;
            if (messages[0] is { MessageId: not "0", DeliveryCount: 1 })
            {
                await actions.CompleteMessageAsync(messages[0], cancellation);
                throw new InvalidOperationException("half way");
            }
        };

        // While the session's first message is handled, the others gather for one batch.
        await host.PublishAsync("ana", "0");
        await host.ArrivedAsync(1);
        await host.PublishAsync("ana", "1", "2", "3");
        release.SetResult();
        await host.ArrivedAsync(6);
        await host.EmptyAsync();

        Assert.Equal(["1", "2", "3"], host.Deliveries.All[1].Texts);
        Assert.Equal(["2", "3"], host.Deliveries.All.Skip(2).SelectMany(d => d.Texts));
    }

    [Fact]
    public async Task ManualConsumer_SettlesEachMessageItsWay()
    {
        await using var host = await QueueHost.StartAsync(typeof(ManualConsumer));
        host.Deliveries.Behaviour = async (messages, actions, cancellation) =>
        {
            foreach (var message in messages)
            {
                await actions.RenewMessageLockAsync(message, cancellation);
                await ((message.MessageId, message.DeliveryCount) switch
                {
                    ("dead", _) => actions.DeadLetterMessageAsync(message, null, "Unreadable", "no such command", cancellation),
                    ("again", 1) => actions.AbandonMessageAsync(message, null, cancellation),
                    ("left", 1) => Task.CompletedTask,
                    _ => actions.CompleteMessageAsync(message, cancellation),
                });
            }
        };

        await host.PublishAsync(null, "good", "dead", "again", "left");
        await host.EmptyAsync();

        Assert.Equal(["again", "again", "dead", "good", "left", "left"], host.Deliveries.Texts.Order());
        var letter = Assert.Single(await host.DeadLettersAsync(1));
        Assert.Equal("Unreadable: no such command", letter.Reason);
        Assert.DoesNotContain(host.Host.Logs.All, l => l.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Sessions_RunInParallelAndEachInOrder()
    {
        await using var host = await QueueHost.StartAsync(typeof(BatchConsumer), options: new LocalRuntimeOptions { QueueSessions = 4, QueueBatchSize = 3 });
        var busy = new ConcurrentDictionary<string, int>();
        var overlaps = 0;
        host.Deliveries.Behaviour = async (messages, _, _) =>
        {
            overlaps += busy.AddOrUpdate(messages[0].SessionId, 1, (_, n) => n + 1) - 1;
            await Eventually.TrueAsync(() => host.Deliveries.MostAtOnce >= 2, "another session is handled at the same time");
            busy.AddOrUpdate(messages[0].SessionId, 0, (_, n) => n - 1);
        };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async user =>
        {
            for (var i = 0; i < 20; i++)
            {
                await host.PublishAsync($"user{user}", $"{user}:{i:D2}");
            }
        }));
        await host.ArrivedAsync(160);
        await host.EmptyAsync();

        Assert.Equal(0, overlaps);
        Assert.InRange(host.Deliveries.MostAtOnce, 2, 4);
        Assert.All(host.Deliveries.All, d => Assert.InRange(d.Texts.Length, 1, 3));
        Assert.All(host.Deliveries.All.GroupBy(d => d.Session), session =>
        {
            var texts = session.SelectMany(d => d.Texts).ToList();
            Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
            Assert.Equal(20, texts.Count);
        });
    }

    [Fact]
    public async Task Invocation_LongerThanTheLock_KeepsIt()
    {
        await using var host = await QueueHost.StartAsync(
            typeof(BatchConsumer),
            o => o with { LockDuration = TimeSpan.FromSeconds(1) },
            new LocalRuntimeOptions { QueueLockRenewal = TimeSpan.FromMilliseconds(100) });
        var release = new TaskCompletionSource();
        host.Deliveries.Behaviour = (_, _, _) => release.Task;

        await host.PublishAsync("ana", "slow");
        await host.ArrivedAsync(1);
        var until = host.Deliveries.All[0].First.LockedUntil;
        await Eventually.TrueAsync(() => TimeProvider.System.GetUtcNow() > until.AddMilliseconds(500), "the first lock is over");
        release.SetResult();
        await host.EmptyAsync();

        Assert.Single(host.Deliveries.All);
        Assert.True(host.Deliveries.All[0].First.LockedUntil > until);
    }

    [Fact]
    public async Task Stop_WhileABatchIsHandled_WaitsAndLosesNothing()
    {
        var host = await QueueHost.StartAsync(typeof(SingleConsumer), options: new LocalRuntimeOptions { QueueConcurrency = 1 });
        var release = new TaskCompletionSource();
        host.Deliveries.Behaviour = (_, _, _) => release.Task;
        await host.PublishAsync("ana", "running");
        await host.PublishAsync("ana", "waiting");
        await host.ArrivedAsync(1);

        var stopping = host.StopAsync();
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        var store = await stopping.WaitAsync(TimeSpan.FromSeconds(20));
        var before = host.Deliveries.Texts.ToList();

        await using var next = await QueueHost.StartAsync(store, new Deliveries(), typeof(SingleConsumer));
        await next.ArrivedAsync(2 - before.Count);
        await next.EmptyAsync();
        Assert.Equal(["running", "waiting"], [.. before, .. next.Deliveries.Texts]);
    }

    [Fact]
    public async Task Stop_WhenAnInvocationTakesTooLong_CancelsItAndTheNextHostGetsTheMessage()
    {
        var host = await QueueHost.StartAsync(typeof(BatchConsumer), options: new LocalRuntimeOptions { DrainTimeout = TimeSpan.FromMilliseconds(50) });
        host.Deliveries.Behaviour = (_, _, cancellation) => Task.Delay(Timeout.Infinite, cancellation);
        await host.PublishAsync("ana", "endless");
        await host.ArrivedAsync(1);

        var store = await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        await using var next = await QueueHost.StartAsync(store, new Deliveries(), typeof(BatchConsumer));
        await next.ArrivedAsync(1);
        await next.EmptyAsync();
        Assert.Equal(["endless"], next.Deliveries.Texts);
    }

    [Theory]
    [InlineData(typeof(ListConsumer), "parameter 'messages' of type List<ServiceBusReceivedMessage> cannot be bound in a function with ServiceBusTrigger")]
    [InlineData(typeof(UnbatchedArray), "a ServiceBusReceivedMessage[] needs IsBatched = true")]
    [InlineData(typeof(BatchedSingle), "with IsBatched the parameter must be a ServiceBusReceivedMessage[]")]
    [InlineData(typeof(RetriedConsumer), "honours no retry policy on a function with ServiceBusTrigger")]
    public async Task Build_WithABadConsumer_IsRefused(Type faulty, string expected)
    {
        Assert.Contains(expected, Assert.Single(await TestHost.ProblemsOfAsync(faulty)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_WithTwoConsumersOfAQueue_IsRefused()
    {
        var problems = await TestHost.ProblemsOfAsync(typeof(RetriedConsumer), typeof(SecondConsumer));

        Assert.Contains(problems, p => p.Contains("the queue 'retried' has a consumer already", StringComparison.Ordinal));
    }
}
