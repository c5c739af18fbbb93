using CryptoVault.Ledger.Holds;
using CryptoVault.Messaging;
using CryptoVault.Results;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Ledger.Verification;

/// <summary>Habits of the reconciler.</summary>
public sealed record ReconcilerOptions
{
    /// <summary>A transfer that is open longer than this is stuck.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most dead letters that one run looks at; the next run goes on behind them.</summary>
    public int MaxDeadLetters { get; init; } = 10_000;

    /// <summary>Most open transfers that one run looks at, oldest first; the next run goes on behind them.</summary>
    public int MaxTransfers { get; init; } = 1_000;
}

/// <summary>What the reconciler found and did.</summary>
/// <param name="Ledger">The check of the whole ledger.</param>
/// <param name="Stuck">Transfers that are open longer than the limit, as they were found.</param>
/// <param name="Resubmitted">Messages that were put aside and without which a stuck transfer cannot be completed: they are delivered again.</param>
public sealed record ReconciliationReport(LedgerReport Ledger, IReadOnlyList<OpenTransfer> Stuck, IReadOnlyList<string> Resubmitted)
{
    /// <summary>What was ended because its time is over.</summary>
    public IReadOnlyList<ExpiryRun> Expired { get; init; } = [];

    /// <summary>True when there are more stuck transfers than one run looks at: the next run goes on behind these.</summary>
    public bool StuckWasCut { get; init; }

    /// <summary>True when there are more dead letters than one run looks at: the next run goes on behind these.</summary>
    public bool DeadLettersWereCut { get; init; }
}

/// <summary>
/// Proves that the money between partitions nets to zero but for the transfers that are open, and completes those that
/// are open for too long: their second step is a message that consumers gave up on, which is delivered again. Booking
/// is idempotent, so that a needless delivery changes nothing. What stays stuck is reported each time. A run is bounded;
/// the next one of the same process goes on where it was cut.
/// </summary>
public sealed class ReconcileLedger(
    VerifyLedger verifyLedger, ReconcilerOptions options, ILogger<ReconcileLedger> logger, IEnumerable<IExpiry> expiries, IQueueInspector? queues = null)
{
    private const int PageSize = 500;
    private const int MostListed = 100;

    private int firstTransfer;
    private string? letterPosition;

    /// <summary>Reconciles once.</summary>
    /// <returns>What was found, or <see cref="ServiceUnavailable"/>.</returns>
    public async Task<Result<ReconciliationReport>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var expired = new List<ExpiryRun>();
        foreach (var expiry in expiries)
        {
            var run = await expiry.ExecuteAsync(cancellation);
            if (!run.IsSuccess)
            {
                return run.Error;
            }

            expired.Add(run.Value);
        }

        var first = firstTransfer;
        var checkedLedger = await verifyLedger.ExecuteAsync(first..(first + options.MaxTransfers), cancellation);
        if (!checkedLedger.IsSuccess)
        {
            return checkedLedger.Error;
        }

        var report = checkedLedger.Value;
        Alarm(report);
        var stuck = report.OpenTransfers.Where(open => open.AgeSeconds > options.StuckAfter.TotalSeconds).ToArray();
        var wasCut = stuck.Length == options.MaxTransfers && report.OpenTransferCount > first + options.MaxTransfers;
        firstTransfer = wasCut ? first + options.MaxTransfers : 0;
        foreach (var transfer in stuck)
        {
            logger.LogError("Transfer {Transfer} of {Units} {Asset} is open for {Age} s.", transfer.Transfer, transfer.Units, transfer.Asset, transfer.AgeSeconds);
        }

        var resubmitted = stuck.Length == 0 ? [] : await ResubmitAsync(cancellation);
        return new ReconciliationReport(report with { OpenTransfers = [.. report.OpenTransfers.Take(MostListed)] }, stuck, resubmitted)
        {
            Expired = expired,
            StuckWasCut = wasCut,
            DeadLettersWereCut = stuck.Length > 0 && letterPosition is not null,
        };
    }

    private void Alarm(LedgerReport report)
    {
        foreach (var violation in report.Violations)
        {
            logger.LogCritical("Ledger invariant {Invariant} is broken at {Where}: {What}", violation.Invariant, violation.Where, violation.What);
        }
    }

    /// <summary>A settlement of an order may wait for another order's transfer, so every message that moves money is delivered again.</summary>
    private async Task<IReadOnlyList<string>> ResubmitAsync(CancellationToken cancellation)
    {
        var resubmitted = new List<string>();
        if (queues is null)
        {
            return resubmitted; // on Azure the dead letters are Service Bus', and an operator's to resubmit
        }

        var position = letterPosition;
        var looked = 0;
        do
        {
            var letters = await queues.DeadLettersAsync(Math.Min(PageSize, options.MaxDeadLetters - looked), position, cancellation);
            foreach (var letter in letters.Items.Where(letter => letter.Message.Queue is Queues.Transfers or Queues.Settlement))
            {
                if (await queues.ResubmitAsync(letter.Reference, cancellation))
                {
                    logger.LogWarning("Message {Message} is delivered again: {Reason}", letter.Message.MessageId, letter.Reason);
                    resubmitted.Add(letter.Message.MessageId);
                }
            }

            position = letters.Continuation;
            looked += letters.Items.Count;
        }
        while (position is not null && looked < options.MaxDeadLetters);

        letterPosition = position;
        return resubmitted;
    }
}
