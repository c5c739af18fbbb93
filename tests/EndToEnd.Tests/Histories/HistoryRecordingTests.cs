using CryptoVault.Adapters.Sqlite;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.Functions.Workflows.Withdrawals;
using CryptoVault.LocalProcess;
using CryptoVault.LocalRuntime.Durable;
using CryptoVault.LocalRuntime.Durable.Engine;
using CryptoVault.LocalRuntime.Durable.Histories;
using CryptoVault.Wallets.Withdrawals;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.EndToEnd.Tests.Histories;

/// <summary>
/// Records the histories of orchestrations that ran on a real host. Run with CRYPTOVAULT_RECORD_HISTORIES=1 it writes
/// them to where the determinism tests read them; without, it checks that there still is one for each story.
/// </summary>
public sealed class HistoryRecordingTests
{
    private static readonly string Recorded = Path.Combine(Repository.Root, "tests", "Functions.Workflows.Tests", "Histories", "Recorded");

    [Fact]
    public async Task Withdrawals_TakenToEachEnd_HaveHistoriesThatEndSo()
    {
        var (scene, withdrawals) = await WithdrawalHistories.TellAsync();
        await using var told = scene;
        foreach (var (name, withdrawalId) in withdrawals)
        {
            var history = await EndedAsync(scene, new WithdrawalReference("", withdrawalId).InstanceId);

            var file = Path.Combine(Recorded, $"{nameof(WithdrawalApproval)}.{name}.json");
            if (Environment.GetEnvironmentVariable("CRYPTOVAULT_RECORD_HISTORIES") == "1")
            {
                Directory.CreateDirectory(Recorded);
                await File.WriteAllTextAsync(file, history.ToJson() + "\n");
            }

            Assert.Equal("Completed", history.Status);
            Assert.StartsWith(name.Split('-')[0], history.Output!.Trim('"'), StringComparison.OrdinalIgnoreCase);
            Assert.True(File.Exists(file), $"{file} is missing: record it with CRYPTOVAULT_RECORD_HISTORIES=1.");
            Assert.Equal(history.Output, RecordedHistory.FromJson(await File.ReadAllTextAsync(file)).Output);
        }

        await scene.AssertSoundAsync(); // every withdrawal has ended, and none is stuck
    }

    /// <summary>Reads beside the running host, until the orchestration has ended too: the withdrawal ends a moment before it.</summary>
    private static async Task<RecordedHistory> EndedAsync(WalletScene scene, string instanceId)
    {
        using var store = SqliteStore.Open(
            new SqliteStoreOptions { File = Path.Combine(scene.Folder, "cryptovault.db"), Containers = [WorkflowContainer.Definition] },
            TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var workflows = new WorkflowStore(store, TimeProvider.System, NullLogger.Instance);
        RecordedHistory? history = null;
        await WalletScene.EventuallyAsync(async () =>
        {
            history = await RecordedHistory.ReadAsync(workflows, instanceId);
            return (history?.Status == "Completed", $"the end of {instanceId}");
        });
        return history!;
    }
}
