using System.Net;

namespace CryptoVault.Threats;

/// <summary>What the threat monitoring counts.</summary>
public enum SecurityEventKind
{
    /// <summary>A password was wrong, or the address has no account.</summary>
    SignInFailed,
    /// <summary>An account was locked for a while.</summary>
    SignInLocked,
    /// <summary>A code of a second factor was wrong.</summary>
    SecondFactorFailed,
    /// <summary>A spent refresh token came again: a thief.</summary>
    RefreshTokenReused,
    /// <summary>An access or refresh token that is not ours, or not good any more.</summary>
    BadToken,
    /// <summary>A request signed with an unknown key or a wrong signature.</summary>
    BadSignature,
    /// <summary>A signed request came a second time.</summary>
    SignatureRepeated,
    /// <summary>Input that looks like an attempt to inject something.</summary>
    SuspiciousInput,
    /// <summary>More requests than are allowed.</summary>
    RateLimited,
    /// <summary>Somebody asked for what their roles, scopes or second factor do not allow.</summary>
    PrivilegeDenied,
    /// <summary>A sign-in from a device that the account did not know.</summary>
    NewDevice,
    /// <summary>A wrong set-up code for the first administrator.</summary>
    AdminSetupRefused,
    /// <summary>An owner said "this was not me".</summary>
    AccountFrozen,
    /// <summary>The audit chain is broken.</summary>
    AuditBroken,
    /// <summary>A record was put aside before it was chained, or will be soon: a hole until it is resubmitted.</summary>
    AuditRecordLost,
}

/// <summary>How bad an alert is.</summary>
public enum AlertSeverity
{
    /// <summary>Worth a look.</summary>
    Low,
    /// <summary>Look today.</summary>
    Medium,
    /// <summary>Look now.</summary>
    High,
}

/// <summary>When events make an alert.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Kind">What is counted.</param>
/// <param name="Per">For whom it is counted.</param>
/// <param name="Threshold">So many of them make an alert.</param>
/// <param name="Window">Within so long.</param>
/// <param name="Severity">How bad it is.</param>
public sealed record ThreatRule(string Name, SecurityEventKind Kind, ThreatScope Per, int Threshold, TimeSpan Window, AlertSeverity Severity);

/// <summary>For whom events are counted.</summary>
public enum ThreatScope
{
    /// <summary>Together.</summary>
    All,
    /// <summary>Per client address (IPv6: per /64).</summary>
    Address,
    /// <summary>Per user.</summary>
    User,
}

/// <summary>An alert that a rule asks for.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Address">The address that it is about; null where it is about none.</param>
/// <param name="UserId">The user that it is about; null where it is about none.</param>
/// <param name="Count">How many events were counted.</param>
/// <param name="Time">When the last of them was.</param>
public sealed record AlertWish(ThreatRule Rule, IPAddress? Address, string? UserId, int Count, DateTimeOffset Time);

/// <summary>Configuration section <c>Threats</c>.</summary>
public sealed record ThreatOptions
{
    /// <summary>False to raise no alerts and keep no counts: where something else watches, and in tests that compare everything stored.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>After an alert the same rule is silent about the same one for so long.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most addresses and users that are counted at a time.</summary>
    public int MostCounters { get; init; } = 50_000;

    /// <summary>Where alerts are posted to; empty for nowhere.</summary>
    public string Webhook { get; init; } = "";

    /// <summary>The key of the signature of what is posted (HMAC-SHA256, header <c>X-Signature</c>).</summary>
    public string WebhookSecret { get; init; } = "";

    /// <summary>The ids of users who get alerts of high severity by mail.</summary>
    public IReadOnlyList<string> MailTo { get; init; } = [];

    /// <summary>The rules.</summary>
    public static IReadOnlyList<ThreatRule> Rules { get; } =
    [
        new("password-guessing", SecurityEventKind.SignInFailed, ThreatScope.Address, 20, TimeSpan.FromMinutes(10), AlertSeverity.Medium),
        new("credential-stuffing", SecurityEventKind.SignInFailed, ThreatScope.All, 500, TimeSpan.FromMinutes(10), AlertSeverity.High),
        new("accounts-locked", SecurityEventKind.SignInLocked, ThreatScope.All, 10, TimeSpan.FromMinutes(10), AlertSeverity.High),
        new("second-factor-guessing", SecurityEventKind.SecondFactorFailed, ThreatScope.Address, 10, TimeSpan.FromMinutes(10), AlertSeverity.High),
        new("refresh-token-reuse", SecurityEventKind.RefreshTokenReused, ThreatScope.User, 1, TimeSpan.FromMinutes(10), AlertSeverity.High),
        new("bad-tokens", SecurityEventKind.BadToken, ThreatScope.Address, 100, TimeSpan.FromMinutes(10), AlertSeverity.Medium),
        new("forged-signatures", SecurityEventKind.BadSignature, ThreatScope.Address, 20, TimeSpan.FromMinutes(10), AlertSeverity.High),
        new("repeated-signatures", SecurityEventKind.SignatureRepeated, ThreatScope.User, 5, TimeSpan.FromMinutes(10), AlertSeverity.Medium),
        new("injection", SecurityEventKind.SuspiciousInput, ThreatScope.Address, 5, TimeSpan.FromMinutes(10), AlertSeverity.High),
        new("rate-limit-storm", SecurityEventKind.RateLimited, ThreatScope.Address, 500, TimeSpan.FromMinutes(5), AlertSeverity.Medium),
        new("privilege-probing", SecurityEventKind.PrivilegeDenied, ThreatScope.User, 20, TimeSpan.FromMinutes(10), AlertSeverity.High),
        new("new-devices", SecurityEventKind.NewDevice, ThreatScope.User, 3, TimeSpan.FromHours(24), AlertSeverity.Medium),
        new("admin-setup-guessing", SecurityEventKind.AdminSetupRefused, ThreatScope.All, 3, TimeSpan.FromHours(1), AlertSeverity.High),
        new("account-frozen", SecurityEventKind.AccountFrozen, ThreatScope.User, 1, TimeSpan.FromHours(1), AlertSeverity.Medium),
        new("audit-record-lost", SecurityEventKind.AuditRecordLost, ThreatScope.All, 1, TimeSpan.FromHours(1), AlertSeverity.High),
        new("audit-broken", SecurityEventKind.AuditBroken, ThreatScope.All, 1, TimeSpan.FromHours(1), AlertSeverity.High),
    ];
}
