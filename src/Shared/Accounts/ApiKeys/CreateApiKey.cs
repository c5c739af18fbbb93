using System.Buffers.Text;
using System.Net;
using System.Text;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>A wish for a key.</summary>
/// <param name="Label">The owner's name for it.</param>
/// <param name="Kind">How it signs.</param>
/// <param name="PublicKey">For Ed25519: the public key's 32 bytes in base 64.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Addresses">Addresses and networks that it may be used from.</param>
/// <param name="Days">How long it is good.</param>
/// <param name="DailyWithdrawalLimitUsd">The most value that it withdraws in 24 hours, in dollars, as sent; only for keys that withdraw.</param>
public sealed record CreateApiKeyCommand(
    string Label, ApiKeyKind Kind, string? PublicKey, IReadOnlyList<ApiKeyScope> Scopes, IReadOnlyList<string> Addresses, int Days,
    string? DailyWithdrawalLimitUsd = null);

/// <summary>A new key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Token">What programs send as <c>X-API-Key</c>.</param>
/// <param name="Secret">The shared secret, told this once; null for Ed25519.</param>
public sealed record NewApiKey(ApiKey Key, string Token, string? Secret)
{
    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => $"New {Key}";
}

/// <summary>Makes a key for programs. Its owner gets a mail.</summary>
public sealed class CreateApiKey(
    Partitions partitions, ApiKeySecrets secrets, ApiKeyTokens tokens, IAccessSignals signals, AssetCatalog assets, IIds ids, TimeProvider clock,
    ILogger<CreateApiKey> logger)
{
    /// <summary>Most keys of a user.</summary>
    public const int MostKeys = 20;

    /// <summary>Makes it.</summary>
    public async Task<Result<NewApiKey>> ExecuteAsync(Caller caller, CreateApiKeyCommand command, CancellationToken cancellation = default)
    {
        var limit = WithdrawalGrant.Read(command, assets.Get("USD"));
        if (Refuse(command, limit.Fields) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var keyId = ids.New();
        var secret = command.Kind == ApiKeyKind.Hmac ? secrets.Create() : null;
        var key = new ApiKey(
            keyId, command.Label, command.Kind, secret is null ? command.PublicKey! : secrets.Seal(secret, keyId), [.. command.Scopes.Distinct().Order()],
            [.. command.Addresses.Select(PersonalText.FromString)], now, now.AddDays(command.Days))
        {
            WithdrawalDayUsdUnits = limit.DayUsdUnits,
        };
        var mail = new MailOrder(ids.New(), caller.UserId, AccountMails.ApiKeyCreated, now) 
        {
            Values = new Dictionary<string, string> { ["key"] = keyId, ["withdraws"] = limit.DayUsdUnits is null ? "" : command.DailyWithdrawalLimitUsd! },
        };
        var added = await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Add(view, caller, key, mail), cancellation);
        signals.Changed(caller.UserId);
        if (!added.IsSuccess)
        {
            return added.Error;
        }

        logger.LogInformation("Security: user {UserId} made the API key {KeyId}.", caller.UserId, keyId);
        return new NewApiKey(key, tokens.Create(caller.UserId, keyId), secret);
    }

    private static Error? Refuse(CreateApiKeyCommand command, IEnumerable<FieldError> others)
    {
        var fields = new List<FieldError>(others);
        for (var i = 0; i < command.Addresses.Count; i++)
        {
            if (!IPNetwork.TryParse(command.Addresses[i], out _) && !IPAddress.TryParse(command.Addresses[i], out _))
            {
                fields.Add(new FieldError($"/addresses/{i}", "INVALID_ADDRESS", "Expected an IP address, or a network such as 203.0.113.0/24.", command.Addresses[i]));
            }
        }

        if (command.Kind == ApiKeyKind.Ed25519 && !IsPublicKey(command.PublicKey))
        {
            fields.Add(new FieldError("/publicKey", "INVALID_PUBLIC_KEY", $"Expected the {Ed25519.PublicKeyBytes} bytes of an Ed25519 public key in base 64."));
        }

        if (command.Kind == ApiKeyKind.Hmac && command.PublicKey is not null)
        {
            fields.Add(new FieldError("/publicKey", "UNEXPECTED", "An HMAC key has no public key."));
        }

        return fields.Count > 0 ? new ValidationFailed(fields)
            : command.Kind == ApiKeyKind.Ed25519 && !Ed25519.IsAvailable ? new Ed25519NotAvailable()
            : null;
    }

    private static bool IsPublicKey(string? text)
    {
        Span<byte> bytes = stackalloc byte[Ed25519.PublicKeyBytes];
        return text is not null && Convert.TryFromBase64String(text, bytes, out var written) && written == bytes.Length;
    }

    private static Result<Unit> Add(PartitionView view, Caller caller, ApiKey key, MailOrder mail)
    {
        var known = view.Find<ApiKeysDocument>(ApiKeysDocument.DocumentId) ?? ApiKeysDocument.None;
        ApiKey[] alive = [.. known.Keys.Where(one => key.CreatedAt < one.ExpiresAt)];
        if (alive.Length >= MostKeys)
        {
            return new TooManyApiKeys(MostKeys);
        }

        // A device that is new to the account cannot withdraw for a day; neither can a key that was made on it.
        var newUntil = view.Find<SessionDocument>(SessionDocument.IdOf(caller.SessionId))?.CoolOffUntil;
        view.Put(new ApiKeysDocument([.. alive, key.CanWithdraw && key.CreatedAt < newUntil ? key with { WithdrawsFrom = newUntil } : key]));
        view.SendMail(mail);
        view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.ApiKeyCreated, caller.UserId)
            .With("key", key.KeyId).With("kind", $"{key.Kind}").With("scopes", string.Join(' ', key.Scopes)).With("addresses", $"{key.Addresses.Count}")
            .With("withdrawalDayUsd", $"{key.WithdrawalDayUsdUnits ?? 0}"));
        return Unit.Value;
    }
}

/// <summary>The shared secrets of HMAC keys, encrypted at rest.</summary>
public sealed class ApiKeySecrets(IKeyRing keys, IRandomness randomness)
{
    private const int SecretBytes = 32;

    private readonly SecretBox box = new(keys, randomness, "api-key");

    /// <summary>A new secret, as text.</summary>
    public string Create()
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        randomness.Fill(secret);
        return Base64Url.EncodeToString(secret);
    }

    /// <summary>Encrypts a key's secret.</summary>
    public string Seal(string secret, string keyId) => box.Seal(Encoding.ASCII.GetBytes(secret), keyId);

    /// <summary>Decrypts it.</summary>
    public byte[] Open(ApiKey key) => box.Open(key.Material, key.KeyId);
}
