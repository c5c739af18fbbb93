using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals.Switches;
using CryptoVault.Workflows;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>
/// Promises starts and wake-ups again for withdrawals that stand where nothing should stand for long: whose command was
/// put aside as a dead letter while the task hub was out of reach. A needless start or wake-up changes nothing.
/// </summary>
public sealed class ReviveWithdrawals(Partitions partitions, IDocumentStore store, WithdrawalSwitches switches, WithdrawalOptions options, TimeProvider clock)
{
    /// <summary>Most withdrawals of one state that one run looks at; the next run goes on with what is left.</summary>
    private const int MaxPerState = 500;

    /// <summary>The states that only the orchestration leads out of, and at once.</summary>
    private static readonly WithdrawalStatus[] Passing =
        [WithdrawalStatus.Requested, WithdrawalStatus.Screening, WithdrawalStatus.Policy, WithdrawalStatus.AutoApproved, WithdrawalStatus.Approved];

    /// <summary>Where a pause of submissions keeps them.</summary>
    private static readonly WithdrawalStatus[] Pausing = [WithdrawalStatus.AutoApproved, WithdrawalStatus.Approved, WithdrawalStatus.Submitting];

    /// <summary>Looks once.</summary>
    /// <returns>How many were promised again.</returns>
    public async Task<Result<int>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var paused = await switches.ReadAsync(cancellation);
        return await PromiseAsync(
            Passing, now - options.ReviveAfter, document => !Pausing.Contains(document.Status) || paused.Of(document.Asset) is null, $"revived-{now.ToUnixTimeSeconds()}", cancellation);
    }

    /// <summary>Wakes those that a pause kept and that it keeps no longer.</summary>
    /// <returns>How many were woken.</returns>
    internal Task<Result<int>> WakePausedAsync(WithdrawalSwitchesDocument paused, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return PromiseAsync(Pausing, now + TimeSpan.FromTicks(1), document => paused.Of(document.Asset) is null, $"resumed-{now.UtcTicks}", cancellation);
    }

    private async Task<Result<int>> PromiseAsync(
        IReadOnlyList<WithdrawalStatus> states, DateTimeOffset until, Func<WithdrawalDocument, bool> isMeant, string cause, CancellationToken cancellation)
    {
        var promised = 0;
        foreach (var status in states)
        {
            var standing = await store.ListAsync<WithdrawalDocument>(
                new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByStatus.Name)
                {
                    Equal = [status.ToString()],
                    To = StoredTime.Format(until),
                    Limit = MaxPerState,
                },
                cancellation);
            foreach (var document in standing.Items.Where(isMeant))
            {
                var done = await partitions.DecideAsync(LedgerPartitions.OfUser(document.UserId), view => Promise(view, document, cause), cancellation);
                if (!done.IsSuccess)
                {
                    return done.Error;
                }

                promised += done.Value ? 1 : 0;
            }
        }

        return promised;
    }

    private static Result<bool> Promise(PartitionView view, WithdrawalDocument seen, string cause)
    {
        if (view.Find<WithdrawalDocument>(seen.Id) is not { } document || document.Status != seen.Status)
        {
            return false;
        }

        var reference = new WithdrawalReference(document.UserId, document.WithdrawalId) { CorrelationId = view.CorrelationId };
        if (document.Status == WithdrawalStatus.Requested)
        {
            view.StartWorkflow(reference.InstanceId, WithdrawalWorkflow.Orchestration, reference, WithdrawalWorkflowJson.Default.WithdrawalReference, cause);
        }

        view.WakeWorkflow(reference.InstanceId, cause);
        return true;
    }
}
