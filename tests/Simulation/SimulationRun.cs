using CryptoVault.Ledger.Verification;
using CryptoVault.Simulation.Checks;
using CryptoVault.Simulation.World;

namespace CryptoVault.Simulation;

/// <summary>What a run did and found.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Failure">What is broken; null when nothing is.</param>
/// <param name="Commits">How many batches were committed.</param>
/// <param name="Postings">How many postings.</param>
/// <param name="Trades">How many trades.</param>
/// <param name="Crashes">How often a process was killed.</param>
/// <param name="Digest">Of all commits in order.</param>
internal sealed record Outcome(ulong Seed, Failure? Failure, long Commits, long Postings, int Trades, int Crashes, ulong Digest);

/// <summary>One seed: so many steps in its weather, then calm until everything that was begun is over, then all checks.</summary>
internal sealed class SimulationRun
{
    private const int StepsPerAudit = 500;
    private const long MaxTurnsPerPass = 2_000_000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly SimWorld world;
    private readonly EndChecks end;

    private SimulationRun(ulong seed, Action<string>? trace)
    {
        world = new SimWorld(seed, trace);
        end = new EndChecks(world);
    }

    public static Outcome Execute(ulong seed, int steps, Action<string>? trace = null) => Execute(seed, run => run.Play(steps), trace);

    /// <summary>Fifty withdrawals at once against a balance that covers ten.</summary>
    public static Outcome ExecuteRush(ulong seed, Action<string>? trace = null) => Execute(seed, run => run.PlayRush(), trace);

    private static Outcome Execute(ulong seed, Action<SimulationRun> play, Action<string>? trace)
    {
        // A caller's context (a test framework's, say) would catch continuations that are the simulation's.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var run = new SimulationRun(seed, trace);
            play(run);
            var world = run.world;
            return new Outcome(seed, world.Failure, world.Store.Commits, world.Watch.Postings, world.Watch.Trades.Count, world.Crashes, world.Digest);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Play(int steps)
    {
        world.Clients.Prepare();
        Pass(Opening);
        for (world.Step = 1; world.Step <= steps && world.Failure is null; world.Step++)
        {
            world.Clients.Act();
            JumpClocks();
            Pass(world.Chance.Time(LongestPause));
            if (world.Step % StepsPerAudit == 0)
            {
                Audit();
            }
        }

        Drain();
        if (world.Failure is null)
        {
            Audit();
            end.Check();
        }
    }

    private void PlayRush()
    {
        world.Clients.Prepare();
        Pass(Opening);
        Drain();
        var rush = new Rush(world);
        rush.Begin();
        Drain();
        if (world.Failure is null)
        {
            rush.Check();
            Audit();
            end.Check();
        }
    }

    private void Pass(TimeSpan time)
    {
        var until = world.Kernel.Now + time.Ticks;
        var turns = world.Kernel.Turns;
        while (world.Failure is null && world.Kernel.RunNext(until))
        {
            if (world.Kernel.Turns - turns > MaxTurnsPerPass)
            {
                world.Fail(Failure.Liveness, "something runs in circles without time going by");
            }
        }
    }

    private void JumpClocks()
    {
        foreach (var node in world.Nodes)
        {
            if (world.Chance.Hits(world.Weather.ClockJumps))
            {
                node.Clock.Offset = TimeSpan.FromMilliseconds(world.Chance.Below(8_000) - 4_000);
                world.Trace($"the clock of process {node.Number} is off by {node.Clock.Offset}");
            }
        }
    }

    private void Drain()
    {
        world.Weather.Calm();
        world.Trace("calm");
        var until = world.Kernel.Now + Patience.Ticks;
        while (world.Failure is null && end.Unfinished() is { } unfinished)
        {
            if (world.Kernel.Now >= until)
            {
                world.Fail(unfinished.Check, unfinished.What);
                return;
            }

            world.Clients.FinishWithdrawals();
            end.Resubmit();
            Pass(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The product's own check of the whole store, as the reconciler and the verify route make it.</summary>
    private void Audit()
    {
        if (world.Failure is not null || world.Nodes.FirstOrDefault(node => node.IsAlive) is not { } node)
        {
            return;
        }

        // Without custody, which answers only while time goes by: the processes' own reconcilers ask it.
        var verify = new VerifyLedger(node.Clock, node.Get<IEnumerable<IHoldPurpose>>(), world.Store);
        var report = verify.ExecuteAsync().GetAwaiter().GetResult();
        if (!report.Value.IsSound)
        {
            var violation = report.Value.Violations[0];
            world.Fail(Failure.Of(violation.Invariant), $"{violation.Where}: {violation.What}");
        }
    }
}
