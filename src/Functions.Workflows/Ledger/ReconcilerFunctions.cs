using CryptoVault.Ledger.Verification;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Ledger;

/// <summary>The reconciler's timer.</summary>
public sealed class ReconcilerFunctions(ReconcileLedger reconcileLedger, ILogger<ReconcilerFunctions> logger)
{
    /// <summary>Every hour: proves the ledger and completes what is stuck.</summary>
    [Function("ReconcileLedgerHourly")]
    public async Task ReconcileAsync([TimerTrigger("0 7 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        var reconciled = await reconcileLedger.ExecuteAsync(cancellation);
        if (!reconciled.IsSuccess)
        {
            logger.LogWarning("The ledger was not reconciled: {Problem}", reconciled.Error.Message);
        }
    }
}
