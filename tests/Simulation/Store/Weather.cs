using CryptoVault.Simulation.Kernel;

namespace CryptoVault.Simulation.Store;

/// <summary>How often what goes wrong in a run; per million. Each seed has weather of its own.</summary>
internal sealed class Weather
{
    private readonly int scale;

    private Weather(Chance chance)
    {
        scale = chance.Of([0, 1, 1, 3, 10]);
        LatencyShare = chance.Of([0, 300_000, 1_000_000]);
        LongestLatency = TimeSpan.FromMilliseconds(chance.Of([1, 5, 40]));
        CrashBefore = Rate(chance, 700);
        CrashAfter = Rate(chance, 700);
        Throttled = Rate(chance, 5_000);
        Unavailable = Rate(chance, 2_000);
        LostBefore = Rate(chance, 3_000);
        LostAfter = Rate(chance, 3_000);
        LostLate = Rate(chance, 2_000);
        OtherWriter = Rate(chance, 5_000);
        ReadFails = Rate(chance, 1_000);
        Redelivered = chance.Of([0, 10_000, 60_000, 150_000]);
        Reordered = chance.Of([0, 10_000, 100_000, 300_000]);
        CustodyFails = chance.Of([0, 20_000, 100_000]);
        ClockJumps = chance.Of([0, 1_000, 5_000]);
        NodeCount = chance.Of([1, 1, 2]);
    }

    public bool IsCalm { get; private set; }

    public int LatencyShare { get; private set; }

    public TimeSpan LongestLatency { get; }

    public int CrashBefore { get; private set; }

    public int CrashAfter { get; private set; }

    public int Throttled { get; private set; }

    public int Unavailable { get; private set; }

    public int LostBefore { get; private set; }

    public int LostAfter { get; private set; }

    public int LostLate { get; private set; }

    public int OtherWriter { get; private set; }

    public int ReadFails { get; private set; }

    public int Redelivered { get; private set; }

    public int Reordered { get; private set; }

    public int CustodyFails { get; private set; }

    public int ClockJumps { get; private set; }

    /// <summary>One process that owns the store (the local host), or several that share it (as on Azure).</summary>
    public int NodeCount { get; private init; }

    public static Weather Of(Chance chance) => new(chance);

    /// <summary>Nothing goes wrong by itself, and one process owns the store.</summary>
    public static Weather Fair(Chance chance)
    {
        var weather = new Weather(chance) { NodeCount = 1, LatencyShare = 0 };
        weather.Calm();
        return weather;
    }

    /// <summary>True while custody answers nothing.</summary>
    public bool IsCustodyAway { get; set; }

    /// <summary>From now on nothing goes wrong any more, so that everything that was begun can end.</summary>
    public void Calm()
    {
        (CrashBefore, CrashAfter, Throttled, Unavailable, LostBefore, LostAfter, LostLate, OtherWriter) = (0, 0, 0, 0, 0, 0, 0, 0);
        (ReadFails, Redelivered, Reordered, CustodyFails, ClockJumps) = (0, 0, 0, 0, 0);
        IsCalm = true;
    }

    public override string ToString() =>
        $"{NodeCount} process(es), latency {LatencyShare / 10_000} % up to {LongestLatency.TotalMilliseconds} ms, faults x{scale}, redelivered {Redelivered / 10_000} %, reordered {Reordered / 10_000} %";

    private int Rate(Chance chance, int perMillion) => chance.Of([0, 1, 1, 4]) * perMillion * scale;
}
