using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>A user's keys for programs: one document in the user's partition, as they are few.</summary>
/// <param name="Keys">The keys, oldest first. A deleted one is gone.</param>
public sealed record ApiKeysDocument(IReadOnlyList<ApiKey> Keys) : IDocument<ApiKeysDocument>, IPersonalDocument<ApiKeysDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "api-keys";

    /// <summary>No keys.</summary>
    public static ApiKeysDocument None { get; } = new([]);

    /// <inheritdoc />
    public static JsonTypeInfo<ApiKeysDocument> Json => AccountsJson.Default.ApiKeysDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "api-keys";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    public ApiKeysDocument WithPersonal(Func<PersonalText, string, PersonalText> map) => new(
    [
        .. Keys.Select(key => key with
        {
            Label = map(key.Label, "api-key.label"),
            Addresses = [.. key.Addresses.Select(address => map(address, "api-key.address"))],
        }),
    ]);

    /// <summary>The key of an id, or null.</summary>
    public ApiKey? Find(string keyId) => Keys.FirstOrDefault(key => key.KeyId == keyId);
}

/// <summary>A key.</summary>
/// <param name="KeyId">Its id: a UUIDv7.</param>
/// <param name="Label">The owner's name for it.</param>
/// <param name="Kind">How it signs.</param>
/// <param name="Material">The shared secret, encrypted; or the public key in base 64.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Addresses">Addresses and networks that it may be used from; empty for all.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record ApiKey(
    string KeyId, PersonalText Label, ApiKeyKind Kind, string Material, IReadOnlyList<ApiKeyScope> Scopes, IReadOnlyList<PersonalText> Addresses,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The most value that it withdraws in 24 hours, in minor units of a dollar; null when it cannot withdraw.</summary>
    public Int128? WithdrawalDayUsdUnits { get; init; }

    /// <summary>From when it withdraws: the device that it was made on was new until then. Null when at once.</summary>
    public DateTimeOffset? WithdrawsFrom { get; init; }

    /// <summary>True when it has all that withdrawing takes: the scope, addresses that it is bound to, and a limit.</summary>
    [JsonIgnore]
    public bool CanWithdraw => Scopes.Contains(ApiKeyScope.Withdraw) && Addresses.Count > 0 && WithdrawalDayUsdUnits > 0;

    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => $"API key {KeyId}";
}
