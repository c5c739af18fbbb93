using CryptoVault.MarketData.Candles;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Workflows.Markets;

/// <summary>The timer that projects the markets' logs into candles.</summary>
public sealed class CandleFunctions(ProjectCandles projectCandles)
{
    /// <summary>Every two seconds: counts what the logs have more, and closes candles whose time is over.</summary>
    [Function("ProjectCandles")]
    public Task ProjectAsync([TimerTrigger("*/2 * * * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        projectCandles.ExecuteAsync(cancellation);
}
