using CryptoVault.Prices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Prices;

/// <summary>The price-refresh timer.</summary>
public sealed class PriceFunctions(RefreshPrices refreshPrices, ILogger<PriceFunctions> logger)
{
    /// <summary>Every ten seconds: reference prices, with fail-over between sources.</summary>
    [Function("PriceRefresh")]
    public async Task RefreshAsync([TimerTrigger("*/10 * * * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        var refreshed = await refreshPrices.ExecuteAsync(cancellation);
        if (!refreshed.IsSuccess)
        {
            logger.LogWarning("Reference prices were not refreshed: {Problem}", refreshed.Error.Message);
        }
    }
}
