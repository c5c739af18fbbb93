namespace CryptoVault.LocalRuntime.Tests;

/// <summary>A clock that stands still until a test moves it, and can say what waits for it.</summary>
internal sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Waiting> waiting = [];
    private DateTimeOffset now = now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock once somebody waits for that very time, and so is sure to wake up.</summary>
    public async Task AdvanceToAwaitedAsync(DateTimeOffset time)
    {
        await Eventually.TrueAsync(() => IsAwaited(time), $"somebody waits for {time:u}");
        AdvanceTo(time);
    }

    public bool IsAwaited(DateTimeOffset time)
    {
        lock (gate)
        {
            return waiting.Any(w => w.Due == time);
        }
    }

    public void AdvanceTo(DateTimeOffset time)
    {
        List<Waiting> due;
        lock (gate)
        {
            now = time;
            due = [.. waiting.Where(w => w.Due <= time).OrderBy(w => w.Due)];
            waiting.RemoveAll(w => w.Due <= time);
        }

        due.ForEach(w => w.Fire());
    }

    private sealed class Waiting(TestClock clock, Action fire) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; }

        public void Fire()
        {
            fire();
            if (period > TimeSpan.Zero)
            {
                Change(period, period);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            lock (clock.gate)
            {
                period = every;
                clock.waiting.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = clock.now + dueTime;
                    clock.waiting.Add(this);
                }

                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, TimeSpan.Zero);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
