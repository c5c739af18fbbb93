using CryptoVault.Simulation.Mutations;

namespace CryptoVault.Simulation.Tests;

public sealed class SimulationTests
{
    private const int Seeds = 100;
    private const int Steps = 1_000;

    [Fact]
    public void Run_HundredSeedsOfThousandSteps_AllInvariantsHold()
    {
        var outcomes = SeedRuns.Run(1, Seeds, Steps, threads: Math.Clamp(Environment.ProcessorCount, 1, 4), stopAtFailure: true);

        var failed = outcomes.Where(outcome => outcome.Failure is not null).ToArray();
        Assert.True(failed.Length == 0, string.Join("; ", failed.Select(outcome => $"seed {outcome.Seed}: {outcome.Failure}")));
        Assert.Equal(Seeds, outcomes.Count);
        Assert.True(outcomes.Sum(outcome => outcome.Trades) > 5_000, "The runs hardly trade.");
        Assert.True(outcomes.Sum(outcome => outcome.Crashes) > 200, "The runs hardly crash.");
    }

    [Fact]
    public void Rush_FiftyWithdrawalsAgainstABalanceForTen_ExactlyTenPass()
    {
        var outcomes = SeedRuns.Run(1, 10, threads: Math.Clamp(Environment.ProcessorCount, 1, 4), stopAtFailure: true, seed => SimulationRun.ExecuteRush(seed));

        var failed = outcomes.Where(outcome => outcome.Failure is not null).ToArray();
        Assert.True(failed.Length == 0, string.Join("; ", failed.Select(outcome => $"seed {outcome.Seed}: {outcome.Failure}")));
        Assert.Equal(10, outcomes.Count);
    }

    [Fact]
    public void Run_SameSeedTwice_CommitsTheSame()
    {
        var first = SimulationRun.Execute(7, 300);
        var second = SimulationRun.Execute(7, 300);

        Assert.Equal(first, second);
    }

    [Fact]
    public void Mutations_OldTexts_StandExactlyOnce()
    {
        var root = MutationRun.FindRoot(AppContext.BaseDirectory);

        var rotten = Mutation.All()
            .Where(mutation => MutationRun.Count(File.ReadAllText(Path.Combine(root, mutation.File)), mutation.Old) != 1)
            .Select(mutation => mutation.Name);

        Assert.Empty(rotten);
        Assert.True(Mutation.All().Count >= 20);
    }

    [Fact]
    public void Mutations_Expected_NameEachInvariant() =>
        Assert.Empty(Enumerable.Range(1, 7).Select(number => $"invariant {number}").Except(Mutation.All().Select(mutation => mutation.Expected)));
}
