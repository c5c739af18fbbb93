using CryptoVault.Messaging;
using CryptoVault.Results;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Ledger.Verification;

/// <summary>Habits of the reconciler.</summary>
public sealed record ReconcilerOptions
{
    /// <summary>A transfer that is open longer than this is stuck.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most dead letters that one run looks at.</summary>
    public int MaxDeadLetters { get; init; } = 1_000;
}

/// <summary>What the reconciler found and did.</summary>
/// <param name="Ledger">The check of the whole ledger.</param>
/// <param name="Stuck">Transfers that are open longer than the limit, as they were found.</param>
/// <param name="Resubmitted">Messages that were put aside and without which a stuck transfer cannot be completed: they are delivered again.</param>
public sealed record ReconciliationReport(LedgerReport Ledger, IReadOnlyList<OpenTransfer> Stuck, IReadOnlyList<string> Resubmitted);

/// <summary>
/// Proves that the money between partitions nets to zero but for the transfers that are open, and completes those that
/// are open for too long: their second step is a message that consumers gave up on, which is delivered again. Booking
/// is idempotent, so that a needless delivery changes nothing. What stays stuck is reported each time.
/// </summary>
public sealed class ReconcileLedger(
    VerifyLedger verifyLedger, ReconcilerOptions options, ILogger<ReconcileLedger> logger, IQueueInspector? queues = null)
{
    /// <summary>Reconciles once.</summary>
    /// <returns>What was found, or <see cref="ServiceUnavailable"/>.</returns>
    public async Task<Result<ReconciliationReport>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var checkedLedger = await verifyLedger.ExecuteAsync(cancellation);
        if (!checkedLedger.IsSuccess)
        {
            return checkedLedger.Error;
        }

        var report = checkedLedger.Value;
        foreach (var violation in report.Violations)
        {
            logger.LogCritical("Ledger invariant {Invariant} is broken at {Where}: {What}", violation.Invariant, violation.Where, violation.What);
        }

        var stuck = report.OpenTransfers.Where(open => open.AgeSeconds > options.StuckAfter.TotalSeconds).ToArray();
        foreach (var transfer in stuck)
        {
            logger.LogError("Transfer {Transfer} of {Units} {Asset} is open for {Age} s.", transfer.Transfer, transfer.Units, transfer.Asset, transfer.AgeSeconds);
        }

        return new ReconciliationReport(report, stuck, stuck.Length == 0 ? [] : await ResubmitAsync(cancellation));
    }

    /// <summary>A settlement of an order may wait for another order's transfer, so every message that moves money is delivered again.</summary>
    private async Task<IReadOnlyList<string>> ResubmitAsync(CancellationToken cancellation)
    {
        var resubmitted = new List<string>();
        if (queues is null)
        {
            return resubmitted; // on Azure the dead letters are Service Bus', and an operator's to resubmit
        }

        var letters = await queues.DeadLettersAsync(options.MaxDeadLetters, null, cancellation);
        foreach (var letter in letters.Items.Where(letter => letter.Message.Queue is Queues.Transfers or Queues.Settlement))
        {
            if (await queues.ResubmitAsync(letter.Reference, cancellation))
            {
                logger.LogWarning("Message {Message} is delivered again: {Reason}", letter.Message.MessageId, letter.Reason);
                resubmitted.Add(letter.Message.MessageId);
            }
        }

        return resubmitted;
    }
}
