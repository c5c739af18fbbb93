namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>What happens at its time: scheduled messages, sessions that rest, locks that run out.</summary>
internal sealed partial class MemoryQueue
{
    private void Later(object target, DateTimeOffset at)
    {
        later.Enqueue(target, at);
        WakeAt(at);
    }

    private void WakeAt(DateTimeOffset at)
    {
        if (at >= timerAt)
        {
            return;
        }

        timerAt = at;
        var wait = at - clock.GetUtcNow();
        timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaxTimer ? MaxTimer : wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A timer's longest time; it then looks and sets itself again.</summary>
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(1);

    private void OnTimer()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            timerAt = DateTimeOffset.MaxValue;
            while (lockedBatches.First?.Value is { } batch && batch.Expires <= now)
            {
                End(batch, "The lock ran out.");
            }

            while (later.TryPeek(out var target, out var at) && at <= now)
            {
                later.Dequeue();
                Wake(target);
            }

            if (later.TryPeek(out _, out var next))
            {
                WakeAt(next);
            }

            if (lockedBatches.First?.Value is { } first)
            {
                WakeAt(first.Expires);
            }

            Match();
        }
    }

    private void Wake(object target)
    {
        if (target is MessageLine line)
        {
            line.IsListed = false;
            List(line);
            return;
        }

        var message = (QueuedMessage)target;
        if (message.IsGone)
        {
            return;
        }

        if (scheduled.Remove(message))
        {
            BecomesDue(message);
        }

        Enqueue(message);
    }
}
