using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.LocalRuntime.Durable.Histories;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Functions.Workflows.Tests.Histories;

/// <summary>
/// Replays the histories that were recorded on a real host (EndToEnd.Tests, HistoryRecordingTests) against the
/// orchestrators as they are now. A change that breaks one of these breaks instances that run while it is rolled out.
/// </summary>
public sealed class DeterminismTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Histories", "Recorded");

    private static readonly WithdrawalStatus[] EndsOfWithdrawals =
    [
        WithdrawalStatus.Completed, WithdrawalStatus.Rejected, WithdrawalStatus.Canceled, WithdrawalStatus.Expired, WithdrawalStatus.Failed,
    ];

    public static TheoryData<string> Files => [.. FileNames];

    private static string[] FileNames => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Replay_OfEveryBeginningOfARecordedHistory_DoesTheSame(string file)
    {
        var history = Read(file);

        var beginnings = PrefixReplay.Check(history, OrchestratorOf(history));

        Assert.Equal(history.Pieces.Sum(piece => piece.Events.Count), beginnings);
        Assert.True(beginnings > 3, $"{file} tells next to nothing.");
    }

    [Fact]
    public void Recorded_OfEachOrchestrator_ThereIsAHistoryForEachOfItsEnds()
    {
        var ends = FileNames.Select(Read).ToLookup(history => history.Orchestrator, history => history.Output!.Trim('"'));

        Assert.Equal(ReplayedOrchestrator.All.Select(one => one.Name).Order(), ends.Select(group => group.Key).Order());
        Assert.Equal(
            EndsOfWithdrawals.Select(status => status.ToString()).Order(),
            ends["WithdrawalApproval"].Distinct().Order());
    }

    [Fact]
    public void Replay_WithAStepUnderAnotherName_SaysWhereAndWhat()
    {
        var history = Read("WithdrawalApproval.completed-automatically.json");
        var changed = Change(history, happened => happened.Name == "ScreenWithdrawal" ? happened with { Name = "ScreenAddress" } : happened);

        var found = Assert.Throws<NonDeterminismException>(() => PrefixReplay.Check(changed, OrchestratorOf(history)));

        var all = history.Pieces.SelectMany(piece => piece.Events).ToList();
        Assert.Equal(all.FindIndex(happened => happened.Name == "ScreenWithdrawal"), found.Position);
        Assert.Contains("'ScreenAddress'", found.Message, StringComparison.Ordinal);
        Assert.Contains("'ScreenWithdrawal'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_WithAnotherInput_IsFound() => AssertFound(happened =>
        happened.Kind == HistoryKind.TaskScheduled ? happened with { Payload = happened.Payload!.Replace("WithdrawalId", "Withdrawal", StringComparison.Ordinal) } : happened);

    [Fact]
    public void Replay_WithATimerAtAnotherTime_IsFound() => AssertFound(happened =>
        happened.Kind == HistoryKind.TimerCreated ? happened with { At = "2031-01-01T00:00:00.0000000Z" } : happened);

    [Fact]
    public void Replay_WithAnotherEnd_IsFound() => AssertFound(happened =>
        happened.Kind == HistoryKind.Completed ? happened with { Payload = "\"Failed\"" } : happened);

    [Fact]
    public void Replay_WithAStepThatIsMissing_IsFound() => AssertFound(happened => happened.Name == "ApplyPolicy" ? null : happened);

    private static void AssertFound(Func<HistoryEvent, HistoryEvent?> change)
    {
        var history = Read("WithdrawalApproval.completed-automatically.json");

        Assert.Throws<NonDeterminismException>(() => PrefixReplay.Check(Change(history, change), OrchestratorOf(history)));
    }

    private static RecordedHistory Change(RecordedHistory history, Func<HistoryEvent, HistoryEvent?> change) => history with
    {
        Pieces = [.. history.Pieces.Select(piece => piece with { Events = [.. piece.Events.Select(change).OfType<HistoryEvent>()] })],
    };

    private static ReplayedOrchestrator OrchestratorOf(RecordedHistory history) => ReplayedOrchestrator.All.Single(one => one.Name == history.Orchestrator);

    private static RecordedHistory Read(string file) => RecordedHistory.FromJson(File.ReadAllText(Path.Combine(Folder, file)));
}
