using CryptoVault.Accounts;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.EmailChanges;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Functions.Http.Api;
using ConsentRules = CryptoVault.Accounts.Profiles.Consents;

namespace CryptoVault.Functions.Http.Accounts;

internal sealed record ResetPasswordRequest(string Token, string Password) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/token", Token, 1, 512);
        SignInRequest.CheckPassword(check, Password);
    }
}

internal sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword) : IChecked
{
    public void Check(FieldChecks check)
    {
        SignInRequest.CheckPassword(check, CurrentPassword, "/currentPassword");
        SignInRequest.CheckPassword(check, NewPassword, "/newPassword");
    }
}

internal sealed record ChangeEmailRequest(string NewEmail, string Password) : IChecked
{
    public void Check(FieldChecks check) => SignInRequest.CheckPassword(check, Password);
}

internal sealed record EmailChangeView(EmailChangeState State);

internal sealed record ProfileRequest(string? Country = null, DateOnly? BirthDate = null);

internal sealed record AntiPhishingCodeRequest(string? Code) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/code", Code, 4, 32);
        if (Code is not null && !Code.All(character => char.IsAsciiLetterOrDigit(character) || character is ' ' or '-' or '_'))
        {
            check.Refuse("/code", "INVALID_CHARACTERS", "Letters, digits, spaces, - and _ are allowed.", bound: "A-Z a-z 0-9 space - _");
        }
    }
}

internal sealed record UserNameRequest(string UserName);

internal sealed record ConsentRequest(string Document, string Version);

internal sealed record ConsentsRequest(IReadOnlyList<ConsentRequest> Consents) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.AtMost("/consents", Consents, ConsentRules.Documents.Count);
        for (var i = 0; i < Consents.Count; i++)
        {
            check.OneOf($"/consents/{i}/document", Consents[i].Document, ConsentRules.Documents);
            check.Text($"/consents/{i}/version", Consents[i].Version, 1, 50);
        }
    }
}

internal sealed record ConsentView(string Document, string Version, DateTimeOffset At);

internal sealed record ConsentDueView(string Document, string Version);

/// <summary>An account as its owner sees it, and what is still asked: consents to new versions, data never stated.</summary>
internal sealed record MeView(
    string UserId, string Email, IReadOnlyList<string> Roles, int KycLevel, DateTimeOffset CreatedAt, string Country, DateOnly? BirthDate, bool HasSecondFactor,
    DateTimeOffset? WithdrawalsBlockedUntil, string? PendingEmail, IReadOnlyList<ConsentView> Consents, IReadOnlyList<ConsentDueView> ConsentsDue, IReadOnlyList<string> DataDue,
    string? AntiPhishingCode, string? UserName)
{
    public static MeView Of(ProfileDocument profile, AccountOptions options) => new(
        profile.UserId, profile.Email.Shown ?? "", profile.Roles, profile.KycLevel, profile.CreatedAt, profile.Country, profile.DateOfBirth, profile.SecondFactorSince is not null,
        profile.WithdrawalsBlockedUntil, profile.EmailChange?.NewEmail.Shown,
        [.. profile.Consents.Select(consent => new ConsentView(consent.Terms, consent.Version, consent.At))],
        [.. ConsentRules.DueFrom(profile, options)
            .Select(document => new ConsentDueView(document, ConsentRules.VersionOf(document, options)))],
        profile.RoleSet.Has(Role.Customer) && profile.BirthDate.IsNone ? ["birthDate"] : [],
        profile.AntiPhishingCode.Shown, profile.UserName.Shown);
}

internal sealed record SessionView(
    string Id, bool IsCurrent, string Device, string? Country, DateTimeOffset CreatedAt, DateTimeOffset RefreshedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SecondFactorAt,
    DateTimeOffset? WithdrawalsBlockedUntil)
{
    public static SessionView Of(SessionDocument session, string currentId) => new(
        session.SessionId, session.SessionId == currentId, session.DeviceLabel.Shown ?? "Unnamed program", session.Country, session.CreatedAt, session.RefreshedAt, session.ExpiresAt,
        session.SecondFactorAt, session.CoolOffUntil);
}

internal sealed record DeviceView(
    string Id, string Device, string? Country, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, DateTimeOffset? WithdrawalsBlockedUntil)
{
    public static DeviceView Of(KnownDevice device) => new(device.DeviceId, device.Label.Shown ?? "", device.Country, device.FirstSeenAt, device.LastSeenAt, device.CoolOffUntil);
}

internal sealed record ActivityView(DateTimeOffset At, ActivityKind Kind, string? Device, string? Country)
{
    public static ActivityView Of(ActivityEvent activity) => new(activity.At, activity.Kind, activity.Device.Shown, activity.Country);
}
