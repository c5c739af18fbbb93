using CryptoVault.Protection;
using CryptoVault.Security;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Protection;

/// <summary>The timer that follows the rotation of key-encryption keys.</summary>
public sealed class KeyFunctions(RotateKeys rotateKeys, ILogger<KeyFunctions> logger)
{
    /// <summary>Every minute: puts data keys under the key-encryption key in force, whoever put it there.</summary>
    [Function("RewrapDataKeys")]
    public async Task RewrapAsync([TimerTrigger("40 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        try
        {
            var run = await rotateKeys.RewrapAsync(cancellation);
            if (!run.IsSuccess)
            {
                logger.LogWarning("Data keys were not put under the present key: {Problem}", run.Error.Message);
            }
        }
        catch (ServiceKeysException exception)
        {
            logger.LogError(exception, "Data keys could not be put under the present key.");
        }
    }
}
