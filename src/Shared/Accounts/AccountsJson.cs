using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Accounts.FourEyes;
using CryptoVault.Accounts.Freezing;
using CryptoVault.Accounts.Invitations;
using CryptoVault.Accounts.Passkeys;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Accounts.UserNames;
using CryptoVault.Money;

namespace CryptoVault.Accounts;

/// <summary>How the documents of accounts are written.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(ProfileDocument))]
[JsonSerializable(typeof(CredentialsDocument))]
[JsonSerializable(typeof(EmailDocument))]
[JsonSerializable(typeof(EmailVerificationDocument))]
[JsonSerializable(typeof(SessionDocument))]
[JsonSerializable(typeof(SignInFailuresDocument))]
[JsonSerializable(typeof(SecondFactorDocument))]
[JsonSerializable(typeof(ApiKeysDocument))]
[JsonSerializable(typeof(SpentSignatureDocument))]
[JsonSerializable(typeof(DevicesDocument))]
[JsonSerializable(typeof(ActivityDocument))]
[JsonSerializable(typeof(FreezeLinksDocument))]
[JsonSerializable(typeof(PasswordResetDocument))]
[JsonSerializable(typeof(PasskeysDocument))]
[JsonSerializable(typeof(SpentChallengeDocument))]
[JsonSerializable(typeof(StaffDocument))]
[JsonSerializable(typeof(AdminSetupDocument))]
[JsonSerializable(typeof(StaffInvitationDocument))]
[JsonSerializable(typeof(UserNameDocument))]
internal sealed partial class AccountsJson : JsonSerializerContext;
