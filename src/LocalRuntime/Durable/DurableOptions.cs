using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.LocalRuntime.Hosting;

namespace CryptoVault.LocalRuntime.Durable;

/// <summary>Settings of the durable engine.</summary>
public sealed record DurableOptions
{
    /// <summary>The task hub's name; one process at a time runs its orchestrations.</summary>
    public string TaskHub { get; init; } = "default";

    /// <summary>Times of the lease by which one process runs the hub.</summary>
    public LeaseOptions Lease { get; init; } = HostLease.Options;

    /// <summary>Most activities that run at the same time.</summary>
    public int MaxConcurrentActivities { get; init; } = Math.Max(16, 10 * Environment.ProcessorCount);

    /// <summary>Most turns (load, run, commit) under way at the same time; many, since most of a turn is waiting for the store.</summary>
    public int MaxConcurrentTurns { get; init; } = 256;

    /// <summary>Most idle orchestrations whose running state is kept in memory; others are replayed when something happens to them.</summary>
    public int MaxCachedInstances { get; init; } = 2_000;

    /// <summary>Most inbox documents that one turn consumes.</summary>
    public int MaxInboxPerTurn { get; init; } = 80;

    /// <summary>How far ahead due timers are read into memory.</summary>
    public TimeSpan TimerHorizon { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often the store is asked for what other processes left for this one.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a sweep looks at everything.</summary>
    public TimeSpan FullSweepEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a client that waits for an instance looks at it when this process does not run the hub.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long running activities may go on when the engine stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
