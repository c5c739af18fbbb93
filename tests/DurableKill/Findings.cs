using System.Text.Json;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Engine;
using CryptoVault.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.DurableKill;

/// <summary>Compares what the store holds in the end with what must have happened.</summary>
internal static class Findings
{
    public static async Task<KillReport> CheckAsync(string folder, KillOptions options, double meanInFlight)
    {
        using var store = SqliteStore.Open(KillStore.Options(folder), TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var report = new KillReport(options.Stories, options.Kills) { MeanInFlight = Math.Round(meanInFlight, 1) };
        for (var story = 1; story <= options.Stories; story++)
        {
            report = await CheckAsync(store, story, report);
        }

        return report;
    }

    private static async Task<KillReport> CheckAsync(SqliteStore store, int story, KillReport report)
    {
        var id = Effects.PartitionOf(story);
        var workflows = new WorkflowStore(store, TimeProvider.System, NullLogger.Instance);
        var instance = (await workflows.ReadInstanceAsync(id, CancellationToken.None))?.Document;
        var effects = await ReadAsync(store, id);
        var runs = effects.Where(effect => effect.StartsWith("run:", StringComparison.Ordinal)).Select(effect => effect["run:".Length..]).ToHashSet();
        var output = instance?.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? JsonSerializer.Deserialize<string[]>(instance.Output!)! : [];
        var used = output.Where(token => token.Contains('~', StringComparison.Ordinal)).ToArray();
        var expected = Expected().ToArray();
        var isWrong = !output.Select(NameOf).Order().SequenceEqual(expected.Append($"event-{story}").Order());
        var missing = expected.Count(name => !runs.Any(run => NameOf(run) == name));
        var misused = used.Length - used.Distinct().Count() + used.Count(token => !runs.Contains(token)) + await DoubledAsync(workflows, instance);
        var lost = Enumerable.Range(1, Stories.Rounds * Stories.MessagesPerRound).Count(number => !effects.Contains(Effects.IdOfMessage(number)));
        var violations = effects.Count(effect => effect.StartsWith("violation:", StringComparison.Ordinal));
        var isFine = !isWrong && missing + misused + lost + violations == 0;
        return report with
        {
            Activities = report.Activities + expected.Length,
            Repetitions = report.Repetitions + runs.Count - expected.Length,
            WrongResults = report.WrongResults + (isWrong ? 1 : 0),
            MissingActivities = report.MissingActivities + missing,
            MisusedResults = report.MisusedResults + misused,
            LostMessages = report.LostMessages + lost,
            OrderViolations = report.OrderViolations + violations,
            FirstFinding = report.FirstFinding ?? (isFine ? null : $"{id}: {instance?.Status}, {instance?.Output}, {instance?.Failure}, {lost} messages lost"),
        };
    }

    /// <summary>The activities of a story, each once.</summary>
    private static IEnumerable<string> Expected() => Enumerable.Range(1, Stories.Rounds).SelectMany(round =>
        Enumerable.Range(0, Stories.StepsPerRound - 3).Select(step => $"{round}.step-{step}").Concat([$"{round}.chapter", $"{round}.flaky", $"{round}.tell"]));

    private static string NameOf(string token) => token.Split('~')[0];

    /// <summary>Tasks of the last run that have more than one result in its history.</summary>
    private static async Task<int> DoubledAsync(WorkflowStore workflows, InstanceDocument? instance)
    {
        if (instance is null)
        {
            return 0;
        }

        var history = await workflows.ReadHistoryAsync(instance.InstanceId, instance.Generation, CancellationToken.None);
        return history.SelectMany(piece => piece.Events)
            .Where(e => e.Kind is HistoryKind.TaskCompleted or HistoryKind.TaskFailed or HistoryKind.TimerFired or HistoryKind.SubCompleted)
            .GroupBy(e => e.Task).Count(results => results.Count() > 1);
    }

    private static async Task<HashSet<string>> ReadAsync(SqliteStore store, string partition)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        string? continuation = null;
        do
        {
            var page = await store.QueryAsync(new DocumentQuery(KillStore.Effects, IndexDefinition.ById) { Partition = partition, Limit = 1000, Continuation = continuation });
            ids.UnionWith(page.Items.Select(stored => stored.Id));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        return ids;
    }
}
