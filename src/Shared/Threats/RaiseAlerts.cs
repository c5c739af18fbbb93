using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Threats;

/// <summary>Raises alerts: a document, an audit record and mails in one commit, a log line, a webhook; and keeps the counts of the day.</summary>
public sealed class RaiseAlerts(
    Partitions partitions, SecurityEvents events, AlertAddresses addresses, IIds ids, TimeProvider clock, ThreatOptions options, ILogger<RaiseAlerts> logger,
    IHttpClientFactory? clients = null)
{
    private const int MostTries = 3;

    /// <summary>Raises an alert, unless another process raised the same.</summary>
    public async Task<Result<bool>> RaiseAsync(AlertWish wish, CancellationToken cancellation = default)
    {
        var hour = wish.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH", System.Globalization.CultureInfo.InvariantCulture);
        var alert = new AlertDocument(
            DerivedId.Of("alert", wish.Rule.Name, wish.UserId ?? wish.Address?.ToString() ?? "all", hour), StoredTime.Format(wish.Time), wish.Rule.Name,
            wish.Rule.Severity, wish.Rule.Kind, wish.Count) { UserId = wish.UserId };
        alert = alert with { Address = wish.Address is null ? null : addresses.Seal(wish.Address.ToString(), alert.AlertId) };
        var mails = wish.Rule.Severity == AlertSeverity.High ? options.MailTo.Select(userId => (userId, ids.New())).ToArray() : [];
        var raised = await partitions.DecideAsync(AlertDocument.Partition, view => Raise(view, alert, mails), cancellation);
        if (raised.IsSuccess && raised.Value)
        {
            logger.LogWarning(
                "Security alert {AlertId}: {Rule} ({Severity}), {Count} events, user {UserId}.", alert.AlertId, alert.Rule, alert.Severity, alert.Count, alert.UserId ?? "none");
            await PostAsync(alert, wish.Time, cancellation);
        }

        return raised;
    }

    /// <summary>Adds what was counted since the last time to the day.</summary>
    public async Task<Result<Unit>> KeepCountsAsync(CancellationToken cancellation = default)
    {
        var taken = events.TakeTotals();
        if (taken.Count == 0)
        {
            return Unit.Value;
        }

        var day = DayOf(clock.GetUtcNow());
        var kept = await partitions.DecideAsync<Unit>(SecurityDayDocument.Partition, view =>
        {
            var known = view.Find<SecurityDayDocument>(SecurityDayDocument.IdOf(day)) ?? new SecurityDayDocument(day, new Dictionary<SecurityEventKind, long>());
            var counts = new Dictionary<SecurityEventKind, long>(known.Counts);
            foreach (var (kind, count) in taken)
            {
                counts[kind] = counts.GetValueOrDefault(kind) + count;
            }

            view.Put(known with { Counts = counts });
            return Unit.Value;
        }, cancellation);
        if (!kept.IsSuccess)
        {
            events.GiveBack(taken);
        }

        return kept;
    }

    internal static string DayOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static Result<bool> Raise(PartitionView view, AlertDocument alert, (string UserId, string MailId)[] mails)
    {
        if (view.Find<AlertDocument>(alert.Id) is not null)
        {
            return false;
        }

        view.Add(alert);
        view.Audit(new AuditEntry(AuditStreams.Security, AuditActions.AlertRaised, alert.UserId is { } userId ? $"user:{userId}" : $"alert:{alert.AlertId}") { Actor = AuditActor.System }
            .With("alert", alert.AlertId).With("rule", alert.Rule).With("severity", $"{alert.Severity}").With("count", $"{alert.Count}"));
        foreach (var (recipient, mailId) in mails)
        {
            view.SendMail(new MailOrder(mailId, recipient, SecurityAlertMail.TemplateName, StoredTime.Parse(alert.AlertTime))
            {
                Values = new Dictionary<string, string> { ["rule"] = alert.Rule, ["count"] = $"{alert.Count}", ["id"] = alert.AlertId },
            });
        }

        return true;
    }

    /// <summary>Signed like this service's other webhooks: HMAC-SHA256 over the body. A webhook that stays away costs no alert: it is stored.</summary>
    private async Task PostAsync(AlertDocument alert, DateTimeOffset time, CancellationToken cancellation)
    {
        if (options.Webhook.Length == 0 || clients is null)
        {
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new AlertNotice(alert.AlertId, time, alert.Rule, alert.Severity, alert.Kind, alert.Count, alert.UserId), ThreatJson.Default.AlertNotice);
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, options.Webhook) { Content = new ByteArrayContent(body) };
                request.Content.Headers.ContentType = new("application/json");
                request.Headers.Add("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.WebhookSecret), body)));
                using var answer = await clients.CreateClient("alerts").SendAsync(request, cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException exception)
            {
                logger.LogDebug(exception, "The webhook of alerts could not be reached.");
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), clock, cancellation);
        }

        logger.LogWarning("Alert {AlertId} was not delivered to the webhook.", alert.AlertId);
    }
}

/// <summary>Encrypts the addresses that alerts are about.</summary>
public sealed class AlertAddresses(IKeyRing keys, IRandomness randomness)
{
    private readonly SecretBox box = new(keys, randomness, "alert-address");

    /// <summary>Encrypts one.</summary>
    public string Seal(string address, string alertId) => box.Seal(Encoding.ASCII.GetBytes(address), alertId);

    /// <summary>Reads it.</summary>
    public string? Open(AlertDocument alert) => alert.Address is null ? null : Encoding.ASCII.GetString(box.Open(alert.Address, alert.AlertId));
}

/// <summary>Tells who is on watch of an alert.</summary>
internal sealed class SecurityAlertMail : IMailTemplate
{
    public const string TemplateName = "security-alert";

    public string Name => TemplateName;

    public MailText Compose(MailContent content) => new(
        $"Security alert: {content.Values.GetValueOrDefault("rule", "unknown")}",
        $"""
        The threat monitoring raised an alert.

        Rule: {content.Values.GetValueOrDefault("rule", "unknown")}
        Events: {content.Values.GetValueOrDefault("count", "unknown")}
        Alert: {content.Values.GetValueOrDefault("id", "unknown")}

        See GET /api/v1/admin/alerts and the runbook in docs/operations/security.md.

        """);
}
