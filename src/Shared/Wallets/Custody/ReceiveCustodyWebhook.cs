using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Adapters.HttpCustody;
using CryptoVault.Hosting;
using CryptoVault.Idempotency;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Workflows;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Custody;

/// <summary>What the custody provider says that something happened to.</summary>
public enum CustodyNews
{
    /// <summary>A transfer to one of our addresses.</summary>
    Incoming,
    /// <summary>A withdrawal of ours.</summary>
    Withdrawal,
}

/// <summary>A webhook of the custody provider.</summary>
/// <param name="Network">The network.</param>
/// <param name="News">What it is about.</param>
/// <param name="WithdrawalId">Our id of the withdrawal, when it is about one.</param>
/// <param name="Request">Its id and the hash of its body.</param>
/// <param name="Time">The header with its time.</param>
/// <param name="Signature">The header with its signature.</param>
public sealed record CustodyWebhook(string Network, CustodyNews News, string? WithdrawalId, IdempotencyRequest Request, string? Time, string? Signature);

/// <summary>There is no custody provider that sends webhooks.</summary>
public sealed record WebhooksClosed() : NotFoundError("NOT_FOUND", "Webhooks of custody are not taken here.");

/// <summary>The webhook is not signed by the custody provider, or not now.</summary>
public sealed record WebhookSignatureInvalid() : Error(ErrorKind.Unauthenticated, "WEBHOOK_SIGNATURE_INVALID", "The signature or the time is wrong.");

/// <summary>
/// Takes a webhook of the custody provider. It is a wake-up and nothing more: what it is about is asked of custody itself. So
/// webhooks may come late, twice, in any order or not at all. A repeated one wakes nobody.
/// </summary>
public sealed class ReceiveCustodyWebhook(
    Partitions partitions, DetectDeposits detect, NetworkCatalog networks, TimeProvider clock, ILogger<ReceiveCustodyWebhook> logger, HttpCustodyOptions? options = null)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Wakes up whoever waits for what it is about.</summary>
    public async Task<Result<Unit>> ExecuteAsync(CustodyWebhook webhook, CancellationToken cancellation = default)
    {
        if (options is not { WebhookSecret.Length: > 0 })
        {
            return new WebhooksClosed();
        }

        if (!IsGenuine(webhook, options.WebhookSecret))
        {
            return new WebhookSignatureInvalid();
        }

        var isNew = false;
        var taken = await partitions.DecideAsync(new PartitionKey(ContainerNames.System, "custody-webhooks"), view =>
        {
            isNew = false;
            return view.Once(webhook.Request, clock.GetUtcNow(), CustodyWebhookJson.Default.Boolean, () =>
            {
                isNew = true;
                if (webhook is { News: CustodyNews.Withdrawal, WithdrawalId: { } withdrawal })
                {
                    view.WakeWorkflow($"withdrawal-{withdrawal}", $"custody:{webhook.Request.Key}");
                }

                return true;
            });
        }, cancellation);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        if (isNew && webhook.News == CustodyNews.Incoming && networks.NetworksInUse.Contains(webhook.Network, StringComparer.Ordinal))
        {
            await LookAsync(webhook.Network, cancellation);
        }

        return Unit.Value;
    }

    private bool IsGenuine(CustodyWebhook webhook, string secret)
    {
        if (!long.TryParse(webhook.Time, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > 253_402_300_799_999)
        {
            return false;
        }

        var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return CustodySignatures.AreEqual(CustodySignatures.OfWebhook(secret, webhook.Time, webhook.Request.Key, webhook.Request.BodyHash), webhook.Signature)
            && age < Tolerance && age > -Tolerance;
    }

    private async Task LookAsync(string network, CancellationToken cancellation)
    {
        try
        {
            var detected = await detect.ExecuteAsync(network, cancellation);
            if (!detected.IsSuccess)
            {
                logger.LogWarning("A webhook's news of {Network} waits for the timer: {Problem}", network, detected.Error.Message);
            }
        }
        catch (CustodyUnavailableException exception)
        {
            logger.LogWarning(exception, "A webhook's news of {Network} waits for the timer.", network);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(bool))]
internal sealed partial class CustodyWebhookJson : JsonSerializerContext;
