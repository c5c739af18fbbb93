using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.EmailChanges;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Accounts.FourEyes;
using CryptoVault.Accounts.Freezing;
using CryptoVault.Accounts.Invitations;
using CryptoVault.Accounts.Passkeys;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Places;
using CryptoVault.Accounts.Profiles;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Accounts.Tokens;
using CryptoVault.Accounts.UserNames;
using CryptoVault.Adapters.Files;
using CryptoVault.Mail;
using CryptoVault.RateLimits;
using CryptoVault.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Accounts;

/// <summary>Registers accounts.</summary>
public static class AccountsServices
{
    /// <summary>
    /// For the HTTP app: everything. Needs <c>IDocumentStore</c>, <c>Partitions</c>, <c>PartitionOptions</c>,
    /// <c>IKeyRing</c>, <c>IIds</c> and a clock; <see cref="IAccessSignals"/> is shared where the apps share a process.
    /// </summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(OptionsOf(configuration));
        services.TryAddSingleton<IRandomness, SystemRandomness>();
        services.TryAddSingleton<IAccessSignals, InProcessAccessSignals>();
        services.TryAddSingleton<ISetupCodePlace>(provider => new SetupCodeFile(provider.GetRequiredService<AccountOptions>(), Console.Out));
        services.AddMailTokens();
        services.AddRateLimits(configuration);
        services.AddSingleton<AccountPartitions>();
        services.AddSingleton<EmailDirectory>();
        services.AddSingleton<PasswordRules>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<CurrentPassword>();
        services.AddSingleton<ForgotPassword>();
        services.AddSingleton<ResetPassword>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<BeginEmailChange>();
        services.AddSingleton<ConfirmEmailChange>();
        services.AddSingleton<FreezeAccount>();
        services.AddSingleton<OwnProfile>();
        services.AddSingleton<UserNameDirectory>();
        services.AddSingleton<ChooseUserName>();
        services.AddSingleton<OwnActivity>();
        services.AddSingleton<OwnSessions>();
        services.AddSingleton<DeviceTokens>();
        services.TryAddSingleton<IPlaces>(provider => PlacesFile.Open(provider.GetRequiredService<AccountOptions>()));
        services.AddSingleton<SignInLocks>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IKeyRing>() as ISigningKeyRotation
            ?? throw new InvalidOperationException("The key ring of this host cannot change its signing key."));
        services.AddSingleton<RotateSigningKey>();
        services.AddSingleton<DecideFourEyes>();
        services.AddSingleton<BreakGlassAdmin>();
        services.AddSingleton<RequestFactorReset>();
        services.AddSingleton<UnlockSignIn>();
        services.AddSingleton<PasskeyStates>();
        services.AddSingleton<PasskeyCeremonies>();
        services.AddSingleton<AddPasskey>();
        services.AddSingleton<ProvePasskey>();
        services.AddSingleton<OwnPasskeys>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<SignInTurns>();
        services.AddSingleton<IAccessTokenValidator, AccessTokenValidator>();
        services.TryAddSingleton<IAccessCheck, AccessCheck>();
        services.AddSingleton<RegisterAccount>();
        services.AddSingleton<ProvisionAccount>();
        services.AddSingleton<VerifyEmail>();
        services.AddSingleton<ResendVerification>();
        services.AddSingleton<SignInWithPassword>();
        services.AddSingleton<OpenSession>();
        services.AddSingleton<SecondFactorCodes>();
        services.AddSingleton<SecondFactorChallenges>();
        services.AddSingleton<SignInWithSecondFactor>();
        services.AddSingleton<SetUpSecondFactor>();
        services.AddSingleton<EnableSecondFactor>();
        services.AddSingleton<DisableSecondFactor>();
        services.AddSingleton<RenewRecoveryCodes>();
        services.AddSingleton<StepUp>();
        services.AddSingleton<ProvisionSecondFactor>();
        services.AddSingleton<ApiKeyTokens>();
        services.AddSingleton<ApiKeySecrets>();
        services.AddSingleton<ApiKeyCheck>();
        services.AddSingleton<CreateApiKey>();
        services.AddSingleton<OwnApiKeys>();
        services.AddSingleton<SetAccountStatus>();
        services.AddSingleton<InviteStaff>();
        services.AddSingleton<AcceptInvitation>();
        services.AddSingleton<RefreshSession>();
        services.AddSingleton<SignOut>();
        services.AddSingleton<FindAccounts>();
        services.AddSingleton<ChangeAccount>();
        services.AddSingleton<ChangeRoles>();
        services.AddSingleton<SetKycLevel>();
        services.AddSingleton<OfferAdminSetup>();
        services.AddSingleton<SetUpFirstAdmin>();
        services.AddSingleton<CloseAdminSetup>();
        return services;
    }

    /// <summary>For the workflows app: whom mails go to, and their words.</summary>
    public static IServiceCollection AddAccountMails(this IServiceCollection services)
    {
        services.AddSingleton<IMailRecipients, ProfileRecipients>();
        services.AddMailTemplate<VerifyEmailMail>();
        services.AddMailTemplate<AccountExistsMail>();
        services.AddMailTemplate<SignInLockedMail>();
        services.AddMailTemplate<SecondFactorChangedMail>();
        services.AddMailTemplate<ApiKeyCreatedMail>();
        services.AddMailTemplate<SessionStolenMail>();
        services.AddMailTemplate<NewDeviceMail>();
        services.AddMailTemplate<ResetPasswordMail>();
        services.AddMailTemplate<PasswordChangedMail>();
        services.AddMailTemplate<OldSideMail>();
        services.AddMailTemplate<NewSideMail>();
        services.AddMailTemplate<EmailChangedMail>();
        services.AddMailTemplate<FrozenMail>();
        services.AddMailTemplate<FactorResetAskedMail>();
        services.AddMailTemplate<BreakGlassMail>();
        services.AddMailTemplate<StaffInvitationMail>();
        services.AddMailTemplate<RolesChangedMail>();
        services.AddMailTemplate<AccountStatusMail>();
        return services;
    }

    private static AccountOptions OptionsOf(IConfiguration configuration) =>
        configuration.GetSection("Accounts").Get<AccountOptions>() ?? new AccountOptions();
}
