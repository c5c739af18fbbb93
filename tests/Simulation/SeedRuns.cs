using System.Diagnostics;
using System.Globalization;

namespace CryptoVault.Simulation;

/// <summary>Runs many seeds, or replays one.</summary>
internal static class SeedRuns
{
    public static int Execute(string[] args)
    {
        var options = Options.Read(args);
        if (options is null)
        {
            Console.Error.WriteLine("Options: --seeds N --steps N [--first N] [--threads N] | --seed N --steps N [--verbose] | mutations [--only TEXT] [--seeds N] [--steps N]");
            return 2;
        }

        var started = Stopwatch.GetTimestamp();
        if (options.Seed is { } seed)
        {
            var outcome = SimulationRun.Execute(seed, options.Steps, options.IsVerbose ? Console.WriteLine : null);
            Print(outcome);
            Console.WriteLine($"digest {outcome.Digest:x16}");
            return outcome.Failure is null ? 0 : 1;
        }

        var outcomes = Run(options.First, options.Seeds, options.Steps, options.Threads, options.UntilFailure);
        foreach (var failed in outcomes.Where(outcome => outcome.Failure is not null))
        {
            Print(failed);
        }

        var failures = outcomes.Count(outcome => outcome.Failure is not null);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"seeds\":{outcomes.Count},\"steps\":{options.Steps},\"failed\":{failures},\"commits\":{outcomes.Sum(outcome => outcome.Commits)},\"postings\":{outcomes.Sum(outcome => outcome.Postings)},\"trades\":{outcomes.Sum(outcome => outcome.Trades)},\"crashes\":{outcomes.Sum(outcome => outcome.Crashes)},\"seconds\":{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0}}}"));
        return failures == 0 ? 0 : 1;
    }

    /// <summary>The rush of withdrawals in many seeds: <c>rush [--seeds N] [--first N] [--threads N]</c>.</summary>
    public static int ExecuteRush(string[] args)
    {
        if (Options.Read(args) is not { } options)
        {
            Console.Error.WriteLine("Options: rush [--seeds N] [--first N] [--threads N]");
            return 2;
        }

        var seeds = args.Length == 0 ? 1_000 : options.Seeds;
        var outcomes = Run(options.First, seeds, options.Threads, options.UntilFailure, seed => SimulationRun.ExecuteRush(seed));
        foreach (var failed in outcomes.Where(outcome => outcome.Failure is not null))
        {
            Print(failed);
        }

        var failures = outcomes.Count(outcome => outcome.Failure is not null);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"seeds\":{outcomes.Count},\"failed\":{failures},\"crashes\":{outcomes.Sum(outcome => outcome.Crashes)}}}"));
        return failures == 0 ? 0 : 1;
    }

    /// <summary>Runs seeds, each on one thread, several at a time.</summary>
    public static IReadOnlyList<Outcome> Run(ulong first, int count, int steps, int threads, bool stopAtFailure) =>
        Run(first, count, threads, stopAtFailure, seed => SimulationRun.Execute(seed, steps));

    /// <summary>Runs seeds of whatever kind.</summary>
    public static IReadOnlyList<Outcome> Run(ulong first, int count, int threads, bool stopAtFailure, Func<ulong, Outcome> execute)
    {
        var outcomes = new Outcome?[count];
        var next = -1;
        var failed = false;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (var i = Interlocked.Increment(ref next); i < count && !(stopAtFailure && Volatile.Read(ref failed)); i = Interlocked.Increment(ref next))
            {
                outcomes[i] = execute(first + (ulong)i);
                if (outcomes[i]!.Failure is not null)
                {
                    Volatile.Write(ref failed, true);
                }
            }
        })).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return [.. outcomes.OfType<Outcome>()];
    }

    private static void Print(Outcome outcome) =>
        Console.WriteLine(outcome.Failure is { } failure
            ? $"seed {outcome.Seed} step {failure.Step}: {failure.Check}: {failure.What}"
            : $"seed {outcome.Seed}: sound after {outcome.Commits} commits, {outcome.Postings} postings, {outcome.Trades} trades, {outcome.Crashes} crashes");

    private sealed record Options(ulong First, int Seeds, int Steps, ulong? Seed, bool IsVerbose, int Threads, bool UntilFailure)
    {
        public static Options? Read(string[] args)
        {
            var options = new Options(1, 100, 1_000, null, false, Math.Max(1, Environment.ProcessorCount), false);
            for (var i = 0; i < args.Length; i++)
            {
                if (args[i] == "--verbose")
                {
                    options = options with { IsVerbose = true };
                    continue;
                }

                if (args[i] == "--until-failure")
                {
                    options = options with { UntilFailure = true };
                    continue;
                }

                if (i + 1 == args.Length || !ulong.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var value))
                {
                    return null;
                }

                switch (args[i++])
                {
                    case "--seeds": options = options with { Seeds = (int)value }; break;
                    case "--steps": options = options with { Steps = (int)value }; break;
                    case "--first": options = options with { First = value }; break;
                    case "--threads": options = options with { Threads = (int)value }; break;
                    case "--seed": options = options with { Seed = value }; break;
                    default: return null;
                }
            }

            return options;
        }
    }
}
