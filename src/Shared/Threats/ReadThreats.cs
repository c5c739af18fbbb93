using CryptoVault.Storage;

namespace CryptoVault.Threats;

/// <summary>A day's security report.</summary>
/// <param name="Day">The day.</param>
/// <param name="Counts">Events by kind.</param>
/// <param name="Alerts">Alerts by rule.</param>
/// <param name="Highest">The highest severity of an alert; null without any.</param>
public sealed record SecurityReport(string Day, IReadOnlyDictionary<string, long> Counts, IReadOnlyDictionary<string, int> Alerts, AlertSeverity? Highest);

/// <summary>Reads alerts and reports.</summary>
public sealed class ReadThreats(IDocumentStore store)
{
    private const int MostAlerts = 1000;

    /// <summary>A page of alerts, newest first.</summary>
    public ValueTask<DocumentList<AlertDocument>> AlertsAsync(int limit, string? continuation, CancellationToken cancellation = default) =>
        store.ListAsync<AlertDocument>(Query() with { Limit = limit, Continuation = continuation }, cancellation);

    /// <summary>The report of a day, as far as it is counted yet.</summary>
    public async Task<SecurityReport> ReportAsync(string day, CancellationToken cancellation = default)
    {
        var counts = await store.FindAsync<SecurityDayDocument>(SecurityDayDocument.Partition, SecurityDayDocument.IdOf(day), cancellation);
        var start = DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var alerts = await store.ListAsync<AlertDocument>(
            Query() with { From = $"{start:yyyy-MM-dd}T", To = $"{start.AddDays(1):yyyy-MM-dd}T", Limit = MostAlerts }, cancellation);
        return new SecurityReport(
            day,
            (counts?.Counts ?? new Dictionary<SecurityEventKind, long>()).ToDictionary(pair => $"{pair.Key}", pair => pair.Value),
            alerts.Items.GroupBy(alert => alert.Rule).ToDictionary(rule => rule.Key, rule => rule.Count()),
            alerts.Items.Count == 0 ? null : alerts.Items.Max(alert => alert.Severity));
    }

    private static DocumentQuery Query() =>
        new(AlertDocument.Partition.Container, AlertDocument.ByTime.Name) { Partition = AlertDocument.Partition.Value, Descending = true };
}
