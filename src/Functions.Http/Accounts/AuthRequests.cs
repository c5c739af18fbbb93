using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Accounts.FourEyes;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Functions.Http.Api;

namespace CryptoVault.Functions.Http.Accounts;

internal sealed record RegisterRequest(string Email, string Password, string Country, bool AcceptTerms, DateOnly? BirthDate = null)
{
    public RegisterCommand ToCommand() => new(Email, Password, Country, AcceptTerms, BirthDate);
}

internal sealed record TokenRequest(string Token) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/token", Token, 1, 512);
}

internal sealed record EmailRequest(string Email);

/// <summary>How a client keeps its refresh token.</summary>
internal enum TokenMode
{
    Body,
    Cookie,
}

internal sealed record SignInRequest(string Email, string Password, TokenMode TokenMode = TokenMode.Body) : IChecked
{
    public SignInCommand ToCommand(DeviceTraits device) => new(Email, Password, device);

    public void Check(FieldChecks check) => CheckPassword(check, Password);

    /// <summary>Any password that an account may have had: the rules for new ones may have become stricter.</summary>
    public static void CheckPassword(FieldChecks check, string password, string pointer = "/password")
    {
        if (password.Length is 0 or > PasswordRules.MaxLength * 4)
        {
            check.Refuse(pointer, "INVALID_LENGTH", $"A password has {PasswordRules.MinLength} to {PasswordRules.MaxLength} characters.", bound: $"{PasswordRules.MinLength}..{PasswordRules.MaxLength}");
        }
    }
}

internal sealed record SecondFactorRequest(string Challenge, string Code, TokenMode TokenMode = TokenMode.Body) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/challenge", Challenge, 1, 512);
        check.Text("/code", Code, CodeRequest.Shortest, CodeRequest.Longest);
    }
}

internal sealed record CodeRequest(string Code) : IChecked
{
    public const int Shortest = 6;
    public const int Longest = 20;

    public void Check(FieldChecks check) => check.Text("/code", Code, Shortest, Longest);
}

internal sealed record PasswordRequest(string Password) : IChecked
{
    public void Check(FieldChecks check) => SignInRequest.CheckPassword(check, Password);
}

internal sealed record RefreshRequest(string? RefreshToken = null) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/refreshToken", RefreshToken, 1, 512);
}

internal sealed record SetUpRequest(string Code, string Email, string Password) : IChecked
{
    public SetUpCommand ToCommand() => new(Code, Email, Password);

    public void Check(FieldChecks check) => check.Text("/code", Code, 8, 100);
}

internal sealed record RoleRequest(string Role) : IChecked
{
    public void Check(FieldChecks check) => check.OneOf("/role", Role, RoleNames.All);
}

internal sealed record KycLevelRequest(int Level, string Reason) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/reason", Reason, 1, 1000);
}

internal sealed record AccountStatusRequest(AccountStatus Status, string Reason) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/reason", Reason, 1, 1000);
}

internal sealed record RotateKeyRequest(bool RevokeOld = false);

internal sealed record SigningKeyListView(string CurrentKeyId, IReadOnlyList<string> KeyIds);

internal sealed record SignedInView(
    string AccessToken, int ExpiresIn, string? RefreshToken, string TokenType, string UserId, IReadOnlyList<string> Roles, string? DeviceToken = null, string? CsrfToken = null)
{
    public static SignedInView Of(SignedIn signedIn) => new(
        signedIn.AccessToken, (int)signedIn.ExpiresIn.TotalSeconds, signedIn.RefreshToken, "Bearer", signedIn.UserId, signedIn.Roles.ToNames(), signedIn.DeviceToken);
}

/// <summary>The answer to the first step: the session's tokens, or the challenge for the second.</summary>
internal sealed record SignInView(
    string? AccessToken, int ExpiresIn, string? RefreshToken = null, string? TokenType = null, string? UserId = null, IReadOnlyList<string>? Roles = null,
    string? DeviceToken = null, string? CsrfToken = null, string? Challenge = null)
{
    public static SignInView Of(SignedInView view) =>
        new(view.AccessToken, view.ExpiresIn, view.RefreshToken, view.TokenType, view.UserId, view.Roles, view.DeviceToken, view.CsrfToken);

    public static SignInView Of(SecondFactorDue due) => new(null, (int)due.ExpiresIn.TotalSeconds, Challenge: due.Challenge);
}

internal sealed record NewSecondFactorView(string Secret, string Uri, string QrCodeSvg)
{
    public static NewSecondFactorView Of(NewSecondFactor made) => new(made.Secret, made.Uri, made.QrCodeSvg);
}

internal sealed record RecoveryCodesView(IReadOnlyList<string> RecoveryCodes);

internal sealed record StepUpView(DateTimeOffset ProvedUntil);

internal sealed record RolesView(string UserId, IReadOnlyList<string> Roles, string? PendingRequestId = null);

internal sealed record ChallengeRequest(string Challenge) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/challenge", Challenge, 1, 512);
}

internal sealed record ApprovalRequest(string Reason) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/reason", Reason, 3, 500);
}

internal sealed record ApprovalView(string By, DateTimeOffset At, string Reason);

internal sealed record FourEyesView(
    string Id, FourEyesKind Kind, string UserId, string? Role, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, int ApprovalsNeeded,
    IReadOnlyList<ApprovalView> Approvals, bool IsDone)
{
    public static FourEyesView Of(FourEyesRequest request) => new(
        request.RequestId, request.Kind, request.UserId, request.Role, request.RequestedBy, request.RequestedAt, request.ExpiresAt, request.ApprovalsNeeded,
        [.. request.ApprovedBy.Select(approval => new ApprovalView(approval.By, approval.At, approval.Reason))], request.IsApproved);
}

internal sealed record UserIdView(string UserId);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(EmailRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(SetUpRequest))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(InvitationRequest))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(KycLevelRequest))]
[JsonSerializable(typeof(AccountStatusRequest))]
[JsonSerializable(typeof(SecondFactorRequest))]
[JsonSerializable(typeof(CodeRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(SignInView))]
[JsonSerializable(typeof(NewSecondFactorView))]
[JsonSerializable(typeof(RecoveryCodesView))]
[JsonSerializable(typeof(StepUpView))]
[JsonSerializable(typeof(SignedInView))]
[JsonSerializable(typeof(RolesView))]
[JsonSerializable(typeof(UserIdView))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(ItemList<ApiKeyView>))]
[JsonSerializable(typeof(ResetPasswordRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(ChangeEmailRequest))]
[JsonSerializable(typeof(EmailChangeView))]
[JsonSerializable(typeof(ProfileRequest))]
[JsonSerializable(typeof(AntiPhishingCodeRequest))]
[JsonSerializable(typeof(UserNameRequest))]
[JsonSerializable(typeof(ConsentsRequest))]
[JsonSerializable(typeof(MeView))]
[JsonSerializable(typeof(ItemList<SessionView>))]
[JsonSerializable(typeof(ItemList<DeviceView>))]
[JsonSerializable(typeof(ItemList<ActivityView>))]
[JsonSerializable(typeof(RotateKeyRequest))]
[JsonSerializable(typeof(SigningKeyListView))]
[JsonSerializable(typeof(ChallengeRequest))]
[JsonSerializable(typeof(ApprovalRequest))]
[JsonSerializable(typeof(ItemList<FourEyesView>))]
[JsonSerializable(typeof(FourEyesView))]
[JsonSerializable(typeof(AccountView))]
[JsonSerializable(typeof(ItemList<AccountView>))]
internal sealed partial class AccountsHttpJson : JsonSerializerContext;
