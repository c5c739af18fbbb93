namespace CryptoVault.LocalRuntime.Tests.Queues;

/// <summary>What host.json says about queues.</summary>
public sealed class QueueOptionsTests
{
    [Fact]
    public async Task Invocation_LongerThanTheRenewalOfItsLock_IsDeliveredAgainBesideIt()
    {
        await using var host = await QueueHost.StartAsync(
            typeof(SingleConsumer),
            o => o with { LockDuration = TimeSpan.FromMilliseconds(300) },
            new LocalRuntimeOptions { QueueLockRenewal = TimeSpan.FromMilliseconds(50), QueueLockRenewalLimit = TimeSpan.FromMilliseconds(100) });
        var release = new TaskCompletionSource();
        host.Deliveries.Behaviour = (_, _, _) => host.Deliveries.All.Count == 1 ? release.Task : Task.CompletedTask;

        await host.PublishAsync(null, "slow");
        await host.ArrivedAsync(2);
        await host.EmptyAsync();
        release.SetResult();

        Assert.Equal([1, 2], host.Deliveries.All.Select(d => d.First.DeliveryCount));
    }

    [Fact]
    public async Task Message_LeftOpenWhereTheHostDoesNotComplete_IsDeliveredAgain()
    {
        await using var host = await QueueHost.StartAsync(typeof(BatchConsumer), options: new LocalRuntimeOptions { QueueAutoComplete = false });
        host.Deliveries.Behaviour = async (messages, actions, cancellation) =>
        {
            if (host.Deliveries.All.Count > 1)
            {
                await actions.CompleteMessageAsync(messages[0], cancellation);
            }
        };

        await host.PublishAsync("ana", "open");
        await host.ArrivedAsync(2);
        await host.EmptyAsync();

        Assert.Equal(["open", "open"], host.Deliveries.Texts);
    }

    [Fact]
    public async Task Messages_WithoutSessions_RunAsManyAtATimeAsAllowed()
    {
        await using var host = await QueueHost.StartAsync(typeof(SingleConsumer), options: new LocalRuntimeOptions { QueueConcurrency = 2, QueueSessions = 9 });
        var release = new TaskCompletionSource();
        host.Deliveries.Behaviour = (_, _, _) => release.Task;

        await host.PublishAsync(null, "1", "2", "3", "4");
        await host.ArrivedAsync(2);
        Assert.Equal(2, host.Bus.State(QueueHost.Queue).Locked);
        release.SetResult();
        await host.EmptyAsync();

        Assert.Equal(2, host.Deliveries.MostAtOnce);
        Assert.Equal(4, host.Deliveries.All.Count);
    }
}
