namespace CryptoVault.Simulation.Kernel;

/// <summary>The clock of one simulated process: it may be wrong, and it may jump; its timers do not.</summary>
internal sealed class SimClock(SimKernel kernel, SimScheduler owner) : TimeProvider
{
    /// <summary>When simulations begin.</summary>
    public static readonly DateTimeOffset Epoch = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>How far it is ahead of the right time.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Epoch + TimeSpan.FromTicks(kernel.Now) + Offset;

    public override long GetTimestamp() => kernel.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(kernel, owner, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimTimer(SimKernel kernel, SimScheduler owner, TimerCallback callback, object? state) : ITimer
    {
        private int version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var expected = ++version;
            if (dueTime >= TimeSpan.Zero)
            {
                kernel.After(dueTime, owner, () => Fire(expected, period));
            }

            return true;
        }

        public void Dispose() => version++;

        public ValueTask DisposeAsync()
        {
            version++;
            return ValueTask.CompletedTask;
        }

        private void Fire(int expected, TimeSpan period)
        {
            if (expected != version)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                kernel.After(period, owner, () => Fire(expected, period));
            }

            owner.Start(() => callback(state));
        }
    }
}
