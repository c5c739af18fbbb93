namespace CryptoVault.Functions.Http.Tests.Hosting;

/// <summary>The system's clock, moved forward by hand; timers run as they do.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shiftTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref shiftTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref shiftTicks));
}
