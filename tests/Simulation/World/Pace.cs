using CryptoVault.Adapters.Embedded.Leases;

namespace CryptoVault.Simulation.World;

/// <summary>How often the jobs of a simulated process run, and how fast its chains are: seconds for runs of minutes, hours for runs of months.</summary>
internal sealed record Pace
{
    /// <summary>For runs of minutes.</summary>
    public static Pace Quick { get; } = new();

    /// <summary>For runs of months, in which nothing may happen every second.</summary>
    public static Pace Slow { get; } = new()
    {
        BlockInterval = TimeSpan.FromMinutes(10), Deposits = TimeSpan.FromMinutes(20), Markets = TimeSpan.FromHours(6), Ticks = TimeSpan.FromHours(6), Volumes = TimeSpan.FromDays(1),
        Revival = TimeSpan.FromHours(1), Expiry = TimeSpan.FromHours(6), Reconciliation = TimeSpan.FromDays(7), Sweep = TimeSpan.FromMinutes(30), FullSweep = TimeSpan.FromHours(6),
        AdjustmentTime = TimeSpan.FromDays(2), StuckTransfers = TimeSpan.FromHours(1), ClientRetry = TimeSpan.FromMinutes(10), ActivityRetry = TimeSpan.FromMinutes(2),
        Lease = new LeaseOptions { Duration = TimeSpan.FromHours(24), RenewEvery = TimeSpan.FromHours(8), TryEvery = TimeSpan.FromHours(1) },
    };

    public TimeSpan BlockInterval { get; private init; } = TimeSpan.FromMilliseconds(300);

    public TimeSpan Deposits { get; private init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Markets { get; private init; } = TimeSpan.FromSeconds(15);

    public TimeSpan Ticks { get; private init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Volumes { get; private init; } = TimeSpan.FromSeconds(11);

    public TimeSpan Revival { get; private init; } = TimeSpan.FromSeconds(20);

    public TimeSpan Expiry { get; private init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Reconciliation { get; private init; } = TimeSpan.FromSeconds(7);

    public TimeSpan Sweep { get; private init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan FullSweep { get; private init; } = TimeSpan.FromSeconds(60);

    public TimeSpan AdjustmentTime { get; private init; } = TimeSpan.FromSeconds(2);

    /// <summary>Of the queue: in a year nobody else wants it, and renewing it every few seconds would be most of the work.</summary>
    public LeaseOptions Lease { get; private init; } = new();

    /// <summary>After how long a client who was told to come again does.</summary>
    public TimeSpan ClientRetry { get; private init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>After how long an activity that failed is made again.</summary>
    public TimeSpan ActivityRetry { get; private init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan StuckTransfers { get; private init; } = TimeSpan.FromSeconds(5);
}
