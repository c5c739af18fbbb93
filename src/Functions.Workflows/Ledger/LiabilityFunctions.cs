using CryptoVault.Ledger.Liabilities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Ledger;

/// <summary>The timer of the proof of liabilities.</summary>
public sealed class LiabilityFunctions(SnapshotLiabilities snapshotLiabilities, ILogger<LiabilityFunctions> logger)
{
    /// <summary>Every day: makes and publishes the proof.</summary>
    [Function("SnapshotLiabilitiesDaily")]
    public async Task SnapshotAsync([TimerTrigger("0 10 0 * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        var made = await snapshotLiabilities.ExecuteAsync(cancellation);
        if (!made.IsSuccess)
        {
            logger.LogWarning("No proof of liabilities was made: {Problem}", made.Error.Message);
        }
    }
}
