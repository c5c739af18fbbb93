using CryptoVault.Simulation.Year;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Simulation.Tests;

/// <summary>The short form of the simulated year.</summary>
public sealed class YearTests
{
    private const int Days = 14;
    private const int OperationsPerDay = 1_000;

    private static readonly WithdrawalStatus[] Ends =
        [WithdrawalStatus.Completed, WithdrawalStatus.Rejected, WithdrawalStatus.Canceled, WithdrawalStatus.Expired, WithdrawalStatus.Failed];

    /// <summary>What else two weeks must have seen.</summary>
    private static readonly (string Kind, string Name)[] Reached =
    [
        ("seen", "trades"), ("seen", "approved by people"), ("seen", "fee bumped"), ("seen", "manual review"), ("seen", "double-spent withdrawal"),
        ("seen", "paid by bank"), ("seen", "credited by bank"), ("seen", "sent back by bank"), ("deposits", "Credited"), ("deposits", "Failed"), ("deposits", "Seized"),
        ("deposits", "Returned"), ("operations", "re-org"), ("operations", "list change"), ("operations", "pause"), ("operations", "custody outage"),
    ];

    [Fact]
    public void Execute_TwoWeeksOfTheYear_KeepsAllInvariantsAndReachesEveryEnd()
    {
        var outcome = YearRun.Execute(1, Days, OperationsPerDay);

        Assert.True(outcome.Failure is null, $"day {outcome.Failure?.Step}: {outcome.Failure?.Check}: {outcome.Failure?.What}");
        foreach (var status in Enum.GetValues<WithdrawalStatus>())
        {
            var ended = outcome.Counts["withdrawals", $"{status}"];
            Assert.True(Ends.Contains(status) ? ended > 0 : ended == 0, $"{ended} withdrawals ended as {status}.\n{outcome.Counts}");
        }

        foreach (var (kind, name) in Reached)
        {
            Assert.True(outcome.Counts[kind, name] > 0, $"Nothing of {kind}, {name}.\n{outcome.Counts}");
        }
    }
}
