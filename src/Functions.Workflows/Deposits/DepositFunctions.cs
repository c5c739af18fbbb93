using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Deposits;

/// <summary>The deposit timer.</summary>
public sealed class DepositFunctions(DetectDeposits detectDeposits, NetworkCatalog networks, ILogger<DepositFunctions> logger)
{
    /// <summary>Every five seconds: what came in on each network, and what became deep enough.</summary>
    [Function("DepositPoll")]
    public async Task PollAsync([TimerTrigger("*/5 * * * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        foreach (var network in networks.NetworksInUse)
        {
            try
            {
                var detected = await detectDeposits.ExecuteAsync(network, cancellation);
                if (!detected.IsSuccess)
                {
                    logger.LogWarning("Deposits on {Network} were not all handled: {Problem}", network, detected.Error.Message);
                }
            }
            catch (CustodyUnavailableException exception)
            {
                logger.LogWarning(exception, "Custody did not tell what came in on {Network}.", network);
            }
        }
    }
}
