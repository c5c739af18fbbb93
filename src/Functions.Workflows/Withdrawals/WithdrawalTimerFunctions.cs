using CryptoVault.Wallets.Withdrawals;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Withdrawals;

/// <summary>The withdrawal timer.</summary>
public sealed class WithdrawalTimerFunctions(ReviveWithdrawals reviveWithdrawals, ILogger<WithdrawalTimerFunctions> logger)
{
    /// <summary>Every minute: withdrawals that stand where nothing should stand for long.</summary>
    [Function("WithdrawalRevival")]
    public async Task ReviveAsync([TimerTrigger("30 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        var revived = await reviveWithdrawals.ExecuteAsync(cancellation);
        if (!revived.IsSuccess)
        {
            logger.LogWarning("Standing withdrawals were not all revived: {Problem}", revived.Error.Message);
        }
        else if (revived.Value > 0)
        {
            logger.LogWarning("{Count} withdrawals stood still and were woken up.", revived.Value);
        }
    }
}
