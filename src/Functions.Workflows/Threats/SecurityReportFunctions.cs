using CryptoVault.Threats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Threats;

/// <summary>The daily security report.</summary>
public sealed class SecurityReportFunctions(ReadThreats readThreats, TimeProvider clock, ILogger<SecurityReportFunctions> logger)
{
    /// <summary>Every day: tells the log what the day before was like. The report itself is read by <c>GET /api/v1/admin/security-report</c>.</summary>
    [Function("SecurityReportDaily")]
    public async Task ReportAsync([TimerTrigger("0 20 0 * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        var report = await readThreats.ReportAsync($"{clock.GetUtcNow().AddDays(-1):yyyy-MM-dd}", cancellation);
        logger.LogInformation(
            "Security report of {Day}: highest alert {Highest}; alerts: {Alerts}; events: {Events}.", report.Day, report.Highest?.ToString() ?? "none",
            string.Join(", ", report.Alerts.Select(pair => $"{pair.Key} {pair.Value}")), string.Join(", ", report.Counts.Select(pair => $"{pair.Key} {pair.Value}")));
    }
}
