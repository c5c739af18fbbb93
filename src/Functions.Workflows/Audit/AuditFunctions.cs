using System.Text.Json;
using Azure.Messaging.ServiceBus;
using CryptoVault.Audit;
using CryptoVault.Audit.Chain;
using CryptoVault.Messaging;
using CryptoVault.Threats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Workflows.Audit;

/// <summary>Writes the audit chains, anchors and seals them, and archives what is old.</summary>
public sealed class AuditFunctions(ChainAudit chainAudit, AnchorAudit anchorAudit, SealAudit sealAudit, ArchiveAudit archiveAudit, SecurityEvents events, ILogger<AuditFunctions> logger)
{
    /// <summary>From here on people hear of it, before the queue puts the message aside.</summary>
    private const int ManyDeliveries = 5;

    /// <summary>Chains the records of a stream. The session makes this the stream's one writer.</summary>
    [Function("ChainAuditRecords")]
    public async Task ChainAsync(
        [ServiceBusTrigger(Queues.Audit, Connection = "ServiceBus", IsSessionsEnabled = true, IsBatched = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions)
    {
        var readable = new List<(ServiceBusReceivedMessage Message, AuditMessage Content)>(messages.Length);
        foreach (var message in messages)
        {
            if (message.DeliveryCount >= ManyDeliveries)
            {
                logger.LogError("Audit message {MessageId} could not be chained in {Count} deliveries.", message.MessageId, message.DeliveryCount - 1);
                events.Record(SecurityEventKind.AuditRecordLost, null, null);
            }

            try
            {
                readable.Add((message, AuditMessage.Read(message.Body.ToMemory().Span)));
            }
            catch (JsonException exception)
            {
                logger.LogError(exception, "Audit message {MessageId} cannot be read.", message.MessageId);
                events.Record(SecurityEventKind.AuditRecordLost, null, null);
                await actions.DeadLetterMessageAsync(message, deadLetterReason: "MALFORMED_MESSAGE", deadLetterErrorDescription: exception.Message);
            }
        }

        foreach (var stream in readable.GroupBy(one => one.Content.Stream, StringComparer.Ordinal))
        {
            var chained = await chainAudit.ExecuteAsync(stream.Key, [.. stream.Select(one => one.Content.Record).OfType<AuditRecord>()]);
            foreach (var (message, content) in stream)
            {
                if (chained.IsSuccess)
                {
                    Watch(content.Record);
                    await actions.CompleteMessageAsync(message);
                }
                else
                {
                    await actions.AbandonMessageAsync(message);
                }
            }
        }
    }

    /// <summary>What no refused request tells the threat monitoring. (A record that comes again counts again.)</summary>
    private void Watch(AuditRecord? record)
    {
        SecurityEventKind? kind = record switch
        {
            { Action: AuditActions.SignInLocked } => SecurityEventKind.SignInLocked,
            { Action: AuditActions.AccountFrozen } => SecurityEventKind.AccountFrozen,
            { Action: AuditActions.SignedIn, After: { } after } when after.GetValueOrDefault("device") == "new" => SecurityEventKind.NewDevice,
            _ => null,
        };
        if (kind is { } known)
        {
            events.Record(known, null, record!.Subject.StartsWith("user:", StringComparison.Ordinal) ? record.Subject["user:".Length..] : null);
        }
    }

    /// <summary>Every minute: writes the running heads where they cannot be changed.</summary>
    [Function("AnchorAudit")]
    public async Task AnchorAsync([TimerTrigger("5 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        var anchored = await anchorAudit.ExecuteAsync(cancellation);
        if (!anchored.IsSuccess)
        {
            logger.LogWarning("The audit chains were not anchored: {Problem}", anchored.Error.Message);
        }
    }

    /// <summary>Every day: seals the chains of the day before, and archives those older than 90 days.</summary>
    [Function("SealAudit")]
    public async Task SealAsync([TimerTrigger("30 0 0 * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        var asked = await sealAudit.ExecuteAsync(cancellation);
        if (!asked.IsSuccess)
        {
            logger.LogWarning("The audit chains were not sealed: {Problem}", asked.Error.Message);
        }

        var archived = await archiveAudit.ExecuteAsync(cancellation);
        if (!archived.IsSuccess)
        {
            logger.LogError("Old audit records were not archived: {Code} {Problem}", archived.Error.Code, archived.Error.Message);
        }
    }
}
