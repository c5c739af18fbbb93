using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Functions.Http.Api;

namespace CryptoVault.Functions.Http.Accounts;

internal sealed record RegisterRequest(string Email, string Password, string Country, bool AcceptTerms)
{
    public RegisterCommand ToCommand() => new(Email, Password, Country, AcceptTerms);
}

internal sealed record TokenRequest(string Token) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/token", Token, 1, 512);
}

internal sealed record EmailRequest(string Email);

internal sealed record SignInRequest(string Email, string Password) : IChecked
{
    public SignInCommand ToCommand(DeviceTraits device) => new(Email, Password, device);

    public void Check(FieldChecks check)
    {
        if (Password.Length is 0 or > PasswordRules.MaxLength * 4)
        {
            check.Refuse("/password", "INVALID_LENGTH", $"A password has {PasswordRules.MinLength} to {PasswordRules.MaxLength} characters.", bound: $"{PasswordRules.MinLength}..{PasswordRules.MaxLength}");
        }
    }
}

internal sealed record RefreshRequest(string RefreshToken) : IChecked
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

internal sealed record KycLevelRequest(int Level);

internal sealed record SignedInView(
    string AccessToken, int ExpiresIn, string RefreshToken, string TokenType, string UserId, IReadOnlyList<string> Roles)
{
    public static SignedInView Of(SignedIn signedIn) => new(
        signedIn.AccessToken, (int)signedIn.ExpiresIn.TotalSeconds, signedIn.RefreshToken, "Bearer", signedIn.UserId, signedIn.Roles.ToNames());
}

internal sealed record RolesView(string UserId, IReadOnlyList<string> Roles);

internal sealed record UserIdView(string UserId);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(EmailRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(SetUpRequest))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(KycLevelRequest))]
[JsonSerializable(typeof(SignedInView))]
[JsonSerializable(typeof(RolesView))]
[JsonSerializable(typeof(UserIdView))]
[JsonSerializable(typeof(AccountView))]
[JsonSerializable(typeof(ItemList<AccountView>))]
internal sealed partial class AccountsHttpJson : JsonSerializerContext;
