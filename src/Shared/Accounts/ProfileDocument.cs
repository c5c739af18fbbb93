using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts;

/// <summary>Whether an account may be used.</summary>
public enum AccountStatus
{
    /// <summary>It may.</summary>
    Active,
    /// <summary>Staff closed it.</summary>
    Disabled,
}

/// <summary>An account: who it is and what it may do. In the user's partition.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Email">The address, in lower case.</param>
/// <param name="Country">Country of residence, ISO 3166-1 alpha-2; empty for staff.</param>
/// <param name="Roles">The roles, by name.</param>
/// <param name="CreatedAt">When it was opened.</param>
public sealed record ProfileDocument(string UserId, string Email, string Country, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt)
    : IDocument<ProfileDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "profile";

    /// <inheritdoc />
    public static JsonTypeInfo<ProfileDocument> Json => AccountsJson.Default.ProfileDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "profile";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>When the address was proved; null while it is not, and nobody can sign in.</summary>
    public DateTimeOffset? EmailVerifiedAt { get; init; }

    /// <summary>The terms that were agreed to, with their time.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    /// <summary>How far the customer is identified: 0 not at all, to 3.</summary>
    public int KycLevel { get; init; }

    /// <summary>Whether it may be used.</summary>
    public AccountStatus Status { get; init; }

    /// <summary>Sessions from before are ended: set by what ends all sessions at once.</summary>
    public DateTimeOffset? SessionsValidFrom { get; init; }

    /// <summary>Since when the account has the second factor that is in force; null without one.</summary>
    public DateTimeOffset? SecondFactorSince { get; init; }

    /// <summary>Until when nothing can be withdrawn, after a reset; null when nothing was reset.</summary>
    public DateTimeOffset? WithdrawalsBlockedUntil { get; init; }

    /// <summary>The roles as a set.</summary>
    [JsonIgnore]
    public RoleSet RoleSet => RoleSet.OfNames(Roles);

    /// <summary>True once the address was proved.</summary>
    [JsonIgnore]
    public bool IsVerified => EmailVerifiedAt is not null;
}

/// <summary>A version of the terms that a customer agreed to.</summary>
public sealed record Consent(string Terms, string Version, DateTimeOffset At);
