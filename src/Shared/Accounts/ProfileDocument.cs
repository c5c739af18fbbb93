using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Accounts;

/// <summary>Whether an account may be used.</summary>
public enum AccountStatus
{
    /// <summary>It may.</summary>
    Active,
    /// <summary>Staff closed it.</summary>
    Disabled,
    /// <summary>Its owner froze it by "this was not me"; a new password opens it again.</summary>
    Frozen,
}

/// <summary>An account: who it is and what it may do. In the user's partition.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Email">The address, in lower case.</param>
/// <param name="Country">Country of residence, ISO 3166-1 alpha-2; empty for staff.</param>
/// <param name="Roles">The roles, by name.</param>
/// <param name="CreatedAt">When it was opened.</param>
public sealed record ProfileDocument(string UserId, PersonalText Email, string Country, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt)
    : IDocument<ProfileDocument>, IPersonalDocument<ProfileDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "profile";

    private const string DatePattern = "yyyy-MM-dd";

    /// <inheritdoc />
    public static JsonTypeInfo<ProfileDocument> Json => AccountsJson.Default.ProfileDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "profile";

    /// <inheritdoc />
    public int SchemaVersion => 2; // 1: personal members in plain

    /// <summary>When the address was proved; null while it is not, and nobody can sign in.</summary>
    public DateTimeOffset? EmailVerifiedAt { get; init; }

    /// <summary>The terms that were agreed to, with their time.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    /// <summary>How far the customer is identified: 0 not at all, to 3.</summary>
    public int KycLevel { get; init; }

    /// <summary>Whether it may be used.</summary>
    public AccountStatus Status { get; init; }

    /// <summary>True while staff has closed an account that its owner had frozen: opened again, it is frozen. Else null.</summary>
    public bool? WasFrozen { get; init; }

    /// <summary>Sessions from before are ended: set by what ends all sessions at once.</summary>
    public DateTimeOffset? SessionsValidFrom { get; init; }

    /// <summary>The one session from before that goes on: the one in which the others were ended. Null for none.</summary>
    public string? KeptSessionId { get; init; }

    /// <summary>The date of birth as stated (see <see cref="TextOf"/>), which makes the customer of age; none when it was not asked for.</summary>
    public PersonalText BirthDate { get; init; }

    /// <summary>A change of the address that waits for its confirmations; null when none does.</summary>
    public EmailChange? EmailChange { get; init; }

    /// <summary>The address before the last change, which is told of it; none when it was never changed.</summary>
    public PersonalText PreviousEmail { get; init; }

    /// <summary>Since when the account has the second factor that is in force; null without one.</summary>
    public DateTimeOffset? SecondFactorSince { get; init; }

    /// <summary>Until when nothing can be withdrawn, after a reset; null when nothing was reset.</summary>
    public DateTimeOffset? WithdrawalsBlockedUntil { get; init; }

    /// <summary>What the customer chose to know our mails by; none when nothing was chosen.</summary>
    public PersonalText AntiPhishingCode { get; init; }

    /// <summary>The name that others pay the customer by, in lower case; none when none was chosen.</summary>
    public PersonalText UserName { get; init; }

    /// <summary>Since when the customer has, or had, the last name that was chosen; null when none ever was.</summary>
    public DateTimeOffset? UserNameSince { get; init; }

    /// <summary>The date of birth; null when it was not stated, or is erased.</summary>
    [JsonIgnore]
    public DateOnly? DateOfBirth => BirthDate.ValueOrNull is { } text ? DateOnly.ParseExact(text, DatePattern, CultureInfo.InvariantCulture) : null;

    /// <summary>The roles as a set.</summary>
    [JsonIgnore]
    public RoleSet RoleSet => RoleSet.OfNames(Roles);

    /// <summary>How a date of birth is kept.</summary>
    public static PersonalText TextOf(DateOnly? date) => date?.ToString(DatePattern, CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public ProfileDocument WithPersonal(Func<PersonalText, string, PersonalText> map) => this with
    {
        Email = map(Email, "profile.email"),
        BirthDate = map(BirthDate, "profile.birthDate"),
        PreviousEmail = map(PreviousEmail, "profile.previousEmail"),
        UserName = map(UserName, "profile.userName"),
        AntiPhishingCode = map(AntiPhishingCode, "profile.antiPhishingCode"),
        EmailChange = EmailChange is null ? null : EmailChange with { NewEmail = map(EmailChange.NewEmail, "profile.newEmail") },
    };

    /// <summary>Without any session but one.</summary>
    /// <param name="now">From when on sessions are good again.</param>
    /// <param name="keptSessionId">The session that goes on; null for none.</param>
    public ProfileDocument WithSessionsEnded(DateTimeOffset now, string? keptSessionId) => this with { SessionsValidFrom = now, KeptSessionId = keptSessionId };

    /// <summary>With withdrawals blocked until then, or later if they are already.</summary>
    public ProfileDocument WithWithdrawalsBlocked(DateTimeOffset until) =>
        this with { WithdrawalsBlockedUntil = WithdrawalsBlockedUntil > until ? WithdrawalsBlockedUntil : until };

    /// <summary>True once the address was proved.</summary>
    [JsonIgnore]
    public bool IsVerified => EmailVerifiedAt is not null;
}

/// <summary>A version of the terms that a customer agreed to.</summary>
public sealed record Consent(string Terms, string Version, DateTimeOffset At);

/// <summary>A change of the address that waits for the yes of both sides.</summary>
/// <param name="NewEmail">The address that it shall be.</param>
/// <param name="OldSideHash">The hash of the token mailed to the present address; empty once it was used.</param>
/// <param name="NewSideHash">The hash of the token mailed to the new address; empty once it was used.</param>
/// <param name="ExpiresAt">Until when both must have been used.</param>
/// <param name="SessionId">The session that asked, which goes on when the others are ended.</param>
public sealed record EmailChange(PersonalText NewEmail, string OldSideHash, string NewSideHash, DateTimeOffset ExpiresAt, string SessionId)
{
    /// <summary>True once both sides said yes.</summary>
    [JsonIgnore]
    public bool IsConfirmed => OldSideHash.Length == 0 && NewSideHash.Length == 0;

    /// <summary>Says nothing of the address.</summary>
    public override string ToString() => $"A change of the address until {ExpiresAt:O}";
}
