using CryptoVault.Fees;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Workflows.Fees;

/// <summary>The timer that counts the customers' volumes, by which fee tiers go.</summary>
public sealed class VolumeFunctions(ProjectVolumes projectVolumes)
{
    /// <summary>Every minute: counts what the markets' logs have more.</summary>
    [Function("ProjectVolumes")]
    public Task ProjectAsync([TimerTrigger("20 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        projectVolumes.ExecuteAsync(cancellation);
}
