using CryptoVault.Ledger.Holds;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Ledger;

/// <summary>The timer of what ends by itself: holds with a time, adjustments that nobody decided on.</summary>
public sealed class ExpiryFunctions(IEnumerable<IExpiry> expiries, ILogger<ExpiryFunctions> logger)
{
    /// <summary>Every minute: ends what is due.</summary>
    [Function("ExpireHolds")]
    public async Task ExpireAsync([TimerTrigger("20 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        foreach (var expiry in expiries)
        {
            var run = await expiry.ExecuteAsync(cancellation);
            if (!run.IsSuccess)
            {
                logger.LogWarning("What is due was not ended: {Problem}", run.Error.Message);
            }
            else if (run.Value.Expired > 0)
            {
                logger.LogInformation("{Expired} {What} expired.", run.Value.Expired, run.Value.What);
            }
        }
    }
}
