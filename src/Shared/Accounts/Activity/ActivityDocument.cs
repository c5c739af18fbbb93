using System.Text.Json.Serialization.Metadata;
using CryptoVault.Audit;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Activity;

/// <summary>What happened to an account's security, as its owner sees it.</summary>
public enum ActivityKind
{
    /// <summary>Signed in from a device that the account knows.</summary>
    SignedIn,
    /// <summary>Signed in from a new device.</summary>
    SignedInFromNewDevice,
    /// <summary>Signed out.</summary>
    SignedOut,
    /// <summary>A session was ended from another.</summary>
    SessionEnded,
    /// <summary>All sessions were ended.</summary>
    AllSessionsEnded,
    /// <summary>A spent refresh token was used again.</summary>
    RefreshTokenReused,
    /// <summary>Too many sign-ins failed.</summary>
    SignInLocked,
    /// <summary>Support lifted a lock.</summary>
    SignInUnlocked,
    /// <summary>The password was changed with the old one.</summary>
    PasswordChanged,
    /// <summary>The password was reset by mail.</summary>
    PasswordReset,
    /// <summary>A change of the address was asked for.</summary>
    EmailChangeAsked,
    /// <summary>The address was changed.</summary>
    EmailChanged,
    /// <summary>A second factor was enabled or replaced.</summary>
    SecondFactorEnabled,
    /// <summary>The second factor was removed.</summary>
    SecondFactorRemoved,
    /// <summary>A passkey was added.</summary>
    PasskeyAdded,
    /// <summary>A passkey was removed.</summary>
    PasskeyRemoved,
    /// <summary>The account was frozen by "this was not me".</summary>
    Frozen,
    /// <summary>Consents were given.</summary>
    Consented,
    /// <summary>The own data were changed.</summary>
    ProfileChanged,
    /// <summary>A role was given.</summary>
    RoleGiven,
}

/// <summary>The newest events of an account's security. In the user's partition; each is noted in the commit of what happened.</summary>
/// <param name="Events">The events, the newest at the end.</param>
public sealed record ActivityDocument(IReadOnlyList<ActivityEvent> Events) : IDocument<ActivityDocument>, IPersonalDocument<ActivityDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "activity";

    /// <summary>Most events kept.</summary>
    public const int MostEvents = 100;

    /// <inheritdoc />
    public static JsonTypeInfo<ActivityDocument> Json => AccountsJson.Default.ActivityDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "activity";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    public ActivityDocument WithPersonal(Func<PersonalText, string, PersonalText> map) =>
        this with { Events = [.. Events.Select(one => one with { Device = map(one.Device, "activity.device") })] };
}

/// <summary>An event.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Device">The device's name, where one did it.</param>
/// <param name="Country">Where, when that is known.</param>
public sealed record ActivityEvent(DateTimeOffset At, ActivityKind Kind, PersonalText Device = default, string? Country = null);

/// <summary>How decisions note events.</summary>
public static class ActivityNotes
{
    /// <summary>Notes, within a decision, what it does to the account, for its owner and for the audit.</summary>
    public static void Note(this PartitionView view, ActivityEvent activity)
    {
        var known = view.Find<ActivityDocument>(ActivityDocument.DocumentId);
        view.Put(new ActivityDocument([.. (known?.Events ?? []).TakeLast(ActivityDocument.MostEvents - 1), activity]));
        if (ActionOf(activity.Kind) is { } action)
        {
            var userId = view.Partition.Value;
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, action, userId) with { Actor = view.Origin?.Caller is null ? AuditActor.Of(userId) : null });
        }
    }

    /// <summary>What the audit calls it; null for what is recorded with more where it is decided.</summary>
    private static string? ActionOf(ActivityKind kind) => kind switch
    {
        ActivityKind.SignedOut => AuditActions.SignedOut,
        ActivityKind.SessionEnded => AuditActions.SessionEnded,
        ActivityKind.AllSessionsEnded => AuditActions.AllSessionsEnded,
        ActivityKind.RefreshTokenReused => AuditActions.RefreshTokenReused,
        ActivityKind.SignInUnlocked => AuditActions.SignInUnlocked,
        ActivityKind.PasswordChanged => AuditActions.PasswordChanged,
        ActivityKind.PasswordReset => AuditActions.PasswordReset,
        ActivityKind.EmailChangeAsked => AuditActions.EmailChangeAsked,
        ActivityKind.EmailChanged => AuditActions.EmailChanged,
        ActivityKind.SecondFactorEnabled => AuditActions.SecondFactorEnabled,
        ActivityKind.SecondFactorRemoved => AuditActions.SecondFactorDisabled,
        ActivityKind.PasskeyAdded => AuditActions.PasskeyAdded,
        ActivityKind.PasskeyRemoved => AuditActions.PasskeyRemoved,
        ActivityKind.Frozen => AuditActions.AccountFrozen,
        ActivityKind.Consented => AuditActions.Consented,
        ActivityKind.ProfileChanged => AuditActions.ProfileChanged,
        _ => null,
    };
}
