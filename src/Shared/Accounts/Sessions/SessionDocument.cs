using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Accounts.Devices;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Sessions;

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    /// <summary>The user logged out.</summary>
    SignedOut,
    /// <summary>A spent refresh token was used again: one of its two users is a thief.</summary>
    RefreshTokenReused,
    /// <summary>The user ended it from another session.</summary>
    EndedByOwner,
    /// <summary>The user has too many; this was the oldest.</summary>
    Superseded,
}

/// <summary>
/// A session: what one sign-in started, and the family of its refresh tokens. In the user's partition. Of tokens it
/// keeps hashes only.
/// </summary>
/// <param name="SessionId">The session's id.</param>
/// <param name="CreatedAt">When the user signed in.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
/// <param name="Generation">How often the refresh token was rotated.</param>
/// <param name="TokenHash">The hash of the one refresh token that is good.</param>
/// <param name="RefreshedAt">When that token was made.</param>
/// <param name="Device">A hash of the traits of the device that signed in.</param>
public sealed record SessionDocument(
    string SessionId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int Generation, string TokenHash, DateTimeOffset RefreshedAt, string Device)
    : IDocument<SessionDocument>, IPersonalDocument<SessionDocument>
{
    /// <summary>The prefix of the ids of all sessions.</summary>
    public const string IdPrefix = "session:";

    /// <inheritdoc />
    public static JsonTypeInfo<SessionDocument> Json => AccountsJson.Default.SessionDocument;

    /// <inheritdoc />
    public string Id => IdOf(SessionId);

    /// <inheritdoc />
    public string Type => "session";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => ExpiresAt - RefreshedAt + TimeSpan.FromDays(1);

    /// <summary>The hash of the token before, which within the grace time gets the same successor.</summary>
    public string? PreviousTokenHash { get; init; }

    /// <summary>When the second factor was last proved in it; null when it never was.</summary>
    public DateTimeOffset? SecondFactorAt { get; init; }

    /// <summary>The id of the device that signed in.</summary>
    public string? DeviceId { get; init; }

    /// <summary>The device's name.</summary>
    public PersonalText DeviceLabel { get; init; }

    /// <summary>The country of the sign-in; null when it is not known.</summary>
    public string? Country { get; init; }

    /// <summary>How odd the sign-in looked; null in sessions from before this was judged.</summary>
    public SignInRisk? Risk { get; init; }

    /// <summary>Until when nothing can be withdrawn by this session, because its device was new; null when it was not.</summary>
    public DateTimeOffset? CoolOffUntil { get; init; }

    /// <summary>Why it ended; null while it lives.</summary>
    public SessionEnd? End { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc />
    public SessionDocument WithPersonal(Func<PersonalText, string, PersonalText> map) =>
        DeviceLabel.IsNone ? this : this with { DeviceLabel = map(DeviceLabel, "session.device") };

    /// <summary>The id of a session's document.</summary>
    public static string IdOf(string sessionId) => IdPrefix + sessionId;

    /// <summary>True while the session may be used: not ended, not expired, not cut off with all others.</summary>
    public bool IsAlive(ProfileDocument profile, DateTimeOffset now) =>
        End is null && now < ExpiresAt && profile.Status == AccountStatus.Active && (!(CreatedAt < profile.SessionsValidFrom) || SessionId == profile.KeptSessionId);

    /// <summary>The session, ended.</summary>
    public SessionDocument Ended(SessionEnd end, DateTimeOffset now) => this with { End = end, EndedAt = now };
}
