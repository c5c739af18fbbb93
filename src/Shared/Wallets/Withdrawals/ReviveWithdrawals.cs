using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Workflows;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>
/// Promises starts and wake-ups again for withdrawals that stand where nothing should stand for long: whose command was
/// put aside as a dead letter while the task hub was out of reach. A needless start or wake-up changes nothing.
/// </summary>
public sealed class ReviveWithdrawals(Partitions partitions, IDocumentStore store, WithdrawalOptions options, TimeProvider clock)
{
    /// <summary>Most withdrawals of one state that one run looks at; the next run goes on with what is left.</summary>
    private const int MaxPerState = 500;

    /// <summary>The states that only the orchestration leads out of, and at once.</summary>
    private static readonly WithdrawalStatus[] Passing =
        [WithdrawalStatus.Requested, WithdrawalStatus.Screening, WithdrawalStatus.Policy, WithdrawalStatus.AutoApproved, WithdrawalStatus.Approved];

    /// <summary>Looks once.</summary>
    /// <returns>How many were promised again.</returns>
    public async Task<Result<int>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var revived = 0;
        foreach (var status in Passing)
        {
            var standing = await store.ListAsync<WithdrawalDocument>(
                new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByStatus.Name)
                {
                    Equal = [status.ToString()],
                    To = StoredTime.Format(now - options.ReviveAfter),
                    Limit = MaxPerState,
                },
                cancellation);
            foreach (var document in standing.Items)
            {
                var promised = await partitions.DecideAsync(LedgerPartitions.OfUser(document.UserId), view => Promise(view, document, now), cancellation);
                if (!promised.IsSuccess)
                {
                    return promised.Error;
                }

                revived += promised.Value ? 1 : 0;
            }
        }

        return revived;
    }

    private static Result<bool> Promise(PartitionView view, WithdrawalDocument seen, DateTimeOffset now)
    {
        if (view.Find<WithdrawalDocument>(seen.Id) is not { } document || document.Status != seen.Status)
        {
            return false;
        }

        var reference = new WithdrawalReference(document.UserId, document.WithdrawalId) { CorrelationId = view.CorrelationId };
        var cause = $"revived-{now.ToUnixTimeSeconds()}";
        if (document.Status == WithdrawalStatus.Requested)
        {
            view.StartWorkflow(reference.InstanceId, WithdrawalWorkflow.Orchestration, reference, WithdrawalWorkflowJson.Default.WithdrawalReference, cause);
        }

        view.WakeWorkflow(reference.InstanceId, cause);
        return true;
    }
}
