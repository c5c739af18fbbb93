using System.Diagnostics;
using System.Globalization;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Simulation.Checks;
using CryptoVault.Simulation.World;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Stuck;

namespace CryptoVault.Simulation.Year;

/// <summary>What a simulated year, or a part of it, did and found.</summary>
/// <param name="Failure">What is broken; null when nothing is.</param>
/// <param name="Counts">The histogram.</param>
/// <param name="Postings">How many postings were written.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record YearOutcome(Failure? Failure, YearCounts Counts, long Postings, double Seconds);

/// <summary>
/// Five hundred customers and, in the long form, a thousand operations a day on the real services: deposits, trades, withdrawals, re-orgs, changed
/// lists; staff who decide, forget, pause; custody that goes away. The ledger is watched at every commit, and at the end
/// everything that began must be over and every end reached.
/// </summary>
internal sealed class YearRun
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private const int DaysBetweenWords = 30;

    private readonly YearCounts counts = new();
    private readonly SimWorld world;
    private readonly YearPeople people;
    private readonly YearStaff staff;
    private readonly int operationsPerDay;

    private YearRun(ulong seed, int operationsPerDay, Action<string>? trace)
    {
        this.operationsPerDay = operationsPerDay;
        world = new SimWorld(seed, trace, Pace.Slow);
        people = new YearPeople(world, counts);
        staff = new YearStaff(world, counts);
    }

    /// <summary>An address that custody refuses.</summary>
    public static string Refused(string network) => SimulatedKeys.Address(network, "refused");

    /// <summary>An address that is on the list from the beginning.</summary>
    public static string Blocked(string network) => SimulatedKeys.Address(network, "blocked");

    public static YearOutcome Execute(ulong seed, int days, int operationsPerDay, Action<string>? trace = null, Action<int>? progress = null)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var run = new YearRun(seed, operationsPerDay, trace);
            run.Play(days, progress);
            return new YearOutcome(run.world.Failure, run.counts, run.world.Watch.Postings, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>From the command line: <c>year [--days N] [--operations N] [--seed N]</c>, of operations a day.</summary>
    public static int Run(string[] args)
    {
        var (days, seed, operations) = (365, 1UL, 1_000);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--days")
            {
                days = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            }
            else if (args[i] == "--operations")
            {
                operations = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            }
            else if (args[i] == "--seed")
            {
                seed = ulong.Parse(args[i + 1], CultureInfo.InvariantCulture);
            }
        }

        var outcome = Execute(seed, days, operations, progress: day => Console.Error.WriteLine($"day {day} of {days}"));
        Console.Write(outcome.Counts);
        Console.WriteLine(outcome.Failure is { } failure ? $"day {failure.Step}: {failure.Check}: {failure.What}" : "All invariants held, and everything that began is over.");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"days\":{days},\"operationsPerDay\":{operations},\"seed\":{seed},\"failed\":{(outcome.Failure is null ? 0 : 1)},\"postings\":{outcome.Postings},\"seconds\":{outcome.Seconds:0.0}}}"));
        return outcome.Failure is null ? 0 : 1;
    }

    private void Play(int days, Action<int>? progress)
    {
        world.AnyNode()!.Get<YearScreening>().Listed.UnionWith(world.Networks.Select(Blocked));
        people.Prepare();
        Pass(TimeSpan.FromHours(4));
        for (world.Step = 1; world.Step <= days && world.Failure is null; world.Step++)
        {
            PlayDay();
            if (world.Step % DaysBetweenWords == 0)
            {
                progress?.Invoke(world.Step);
            }
        }

        Finish();
        Count();
        Verify();
    }

    private void PlayDay()
    {
        var trouble = world.Chance.Below(operationsPerDay);
        for (var i = 0; i < operationsPerDay; i++)
        {
            people.Act();
            if (i % (operationsPerDay / 6) == 0)
            {
                staff.Work();
            }

            if (i == trouble && world.Step % 3 == 1)
            {
                staff.LoseCustody();
            }
            else if (i == trouble && world.Step % 3 == 2)
            {
                staff.Pause();
            }

            Pass(Day / operationsPerDay);
        }
    }

    private void Pass(TimeSpan time)
    {
        var until = world.Kernel.Now + time.Ticks;
        while (world.Failure is null && world.Kernel.RunNext(until))
        {
            // Everything that is due runs.
        }
    }

    /// <summary>Nobody begins anything any more; staff go on until all is over.</summary>
    private void Finish()
    {
        for (var hours = 0; world.Failure is null && Unfinished() is { } unfinished; hours += 2)
        {
            if (hours > 24 * 14)
            {
                world.Fail(Failure.Liveness, unfinished);
            }

            staff.Work();
            Pass(TimeSpan.FromHours(2));
        }
    }

    private string? Unfinished() =>
        world.Watch.HasOpenTransfers ? $"still on its way: {world.Watch.OpenTransfers.First()}"
        : people.Withdrawals.Select(world.Find).FirstOrDefault(one => !WithdrawalFlow.IsFinal(one.Status)) is { } withdrawal ? $"withdrawal {withdrawal.WithdrawalId} is {withdrawal.Status}"
        : null;

    private void Count()
    {
        foreach (var withdrawal in people.Withdrawals.Select(world.Find))
        {
            counts.Add("withdrawals", $"{withdrawal.Status}");
            counts.Add("seen", "manual review", withdrawal.Steps.Any(step => step.Status == WithdrawalStatus.ManualReview) ? 1 : 0);
            counts.Add("seen", "approved by people", withdrawal.Steps.Any(step => step.Status == WithdrawalStatus.Approved) ? 1 : 0);
            counts.Add("seen", "fee bumped", withdrawal.FeeBumps > 0 ? 1 : 0);
            counts.Add("seen", "paid by bank", withdrawal.Network == NetworkNames.Sepa && withdrawal.Status == WithdrawalStatus.Completed ? 1 : 0);
        }

        foreach (var transaction in world.Store.All(ContainerNames.Chain, prefix: ChainTransactionDocument.IdPrefix).Select(DocumentCodec.Decode<ChainTransactionDocument>))
        {
            counts.Add("seen", "double-spent withdrawal", transaction is { WithdrawalId: not null, Fate: ChainFate.DoubleSpent } ? 1 : 0);
        }

        foreach (var deposit in world.Store.All(LedgerPartitions.Users, prefix: "deposit:").Where(one => one.Body.Span.IndexOf("\"type\":\"deposit\""u8) >= 0).Select(DocumentCodec.Decode<DepositDocument>))
        {
            counts.Add("deposits", $"{deposit.Status}");
            counts.Add("seen", "sent back by bank", deposit is { ReturnOf: not null, Status: DepositStatus.Credited } ? 1 : 0);
            counts.Add("seen", "credited by bank", deposit.Network == NetworkNames.Sepa && deposit.Status == DepositStatus.Credited ? 1 : 0);
        }

        counts.Add("seen", "trades", world.Watch.Trades.Count);
    }

    /// <summary>All invariants, with what custody and the bank hold, and the list of stuck withdrawals.</summary>
    private async Task VerifyAsync()
    {
        var report = await world.AnyNode()!.Get<VerifyLedger>().ExecuteAsync();
        if (!report.Value.IsSound)
        {
            world.Fail(Failure.Of(report.Value.Violations[0].Invariant), $"{report.Value.Violations[0].Where}: {report.Value.Violations[0].What}");
        }

        if ((await world.AnyNode()!.Get<StuckWithdrawals>().ListAsync()).FirstOrDefault() is { } stuck)
        {
            world.Fail(Failure.Liveness, $"withdrawal {stuck.Withdrawal.WithdrawalId} is listed as stuck: {stuck.Cause}");
        }

        foreach (var custody in report.Value.Custody ?? [])
        {
            counts.Add("custody", $"{custody.Asset} {custody.State}");
        }
    }

    /// <summary>The product's own check of the whole store; and no withdrawal was paid twice, or paid and given back.</summary>
    private void Verify()
    {
        if (world.Failure is not null || world.AnyNode() is not { } node)
        {
            return;
        }

        var verifying = node.Scheduler.StartAsync(VerifyAsync);
        Pass(TimeSpan.FromMinutes(1));
        if (!verifying.IsCompletedSuccessfully)
        {
            world.Fail(Failure.Liveness, $"the ledger's check: {verifying.Exception?.Message ?? "no end"}");
        }

        var paid = world.Store.All(ContainerNames.Chain, prefix: ChainTransactionDocument.IdPrefix).Select(DocumentCodec.Decode<ChainTransactionDocument>)
            .Where(one => one.WithdrawalId is not null && one.Gain != 0).ToLookup(one => one.WithdrawalId!, StringComparer.Ordinal);
        foreach (var withdrawal in people.Withdrawals.Select(world.Find))
        {
            var times = paid[withdrawal.WithdrawalId].Count();
            if (times != (withdrawal.Status == WithdrawalStatus.Completed ? 1 : 0))
            {
                world.Fail(Failure.Model, $"withdrawal {withdrawal.WithdrawalId} is {withdrawal.Status} and was paid {times} times");
                return;
            }
        }
    }
}
