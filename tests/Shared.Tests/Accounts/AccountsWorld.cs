using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Accounts.Tokens;
using CryptoVault.Adapters.Files;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Accounts;

/// <summary>Accounts on a store in memory, with a clock that is moved by hand and a cheap password hash.</summary>
internal sealed class AccountsWorld : IDisposable
{
    public const string Password = "correct-Horse-7";

    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-accounts-").FullName;

    public AccountsWorld(AccountOptions? options = null, MemoryStore? store = null, bool exclusive = true, RateLimitOptions? limits = null, KeyRingFile? keys = null)
    {
        Options = options ?? new AccountOptions { PasswordIterations = 1000 };
        Limiter = new RateLimiter(limits ?? WideLimits, Clock);
        Store = store ?? new MemoryStore();
        Keys = keys ?? KeyRingFile.Open(Path.Combine(folder, "keys.json"), Clock, new SystemRandomness());
        PartitionOptions = new PartitionOptions { ExclusiveProcess = exclusive, MaxAttempts = 4 };
        Partitions = new Partitions(Store, Bus, Ids, Clock, PartitionOptions, NullLogger<Partitions>.Instance);
        Places = new AccountPartitions(Keys);
        Emails = new EmailDirectory(Partitions, Places, Options);
        Hashing = new PasswordHashing(Options);
        MailTokens = new MailTokens(Keys);
        AccessTokens = new AccessTokens(Keys, Ids, Options);
        RefreshTokens = new RefreshTokens(Keys);
        Register = new RegisterAccount(Partitions, Emails, new PasswordRules(), Hashing, MailTokens, Ids, Clock, Options);
        Verify = new VerifyEmail(Partitions, Clock);
        Resend = new ResendVerification(Partitions, Emails, MailTokens, Ids, Clock, Options);
        Provision = new ProvisionAccount(Partitions, Emails, Ids);
        Codes = new SecondFactorCodes(Keys, new SystemRandomness(), Options);
        Challenges = new SecondFactorChallenges(Keys);
        OpenSession = new OpenSession(RefreshTokens, AccessTokens, new SystemRandomness(), Ids, Options);
        SignIn = NewSignIn(Hashing);
        SecondStep = new SignInWithSecondFactor(Partitions, Challenges, Codes, OpenSession, Limiter, Clock, NullLogger<SignInWithSecondFactor>.Instance);
        SetUpFactor = new SetUpSecondFactor(Partitions, Hashing, Codes, Limiter, Clock, Options);
        EnableFactor = new EnableSecondFactor(Partitions, Codes, Limiter, Signals, Ids, Clock, Options, NullLogger<EnableSecondFactor>.Instance);
        DisableFactor = new DisableSecondFactor(Partitions, Codes, Limiter, Signals, Ids, Clock, Options, NullLogger<DisableSecondFactor>.Instance);
        RenewCodes = new RenewRecoveryCodes(Partitions, Codes, Limiter, Clock);
        StepUp = new StepUp(Partitions, Codes, Limiter, Signals, Clock, Options);
        ProvisionFactor = new ProvisionSecondFactor(Partitions, Codes, Signals, Clock);
        Refresh = new RefreshSession(Partitions, RefreshTokens, AccessTokens, Signals, Clock, Options, NullLogger<RefreshSession>.Instance);
        SignOut = new SignOut(Partitions, Signals, Clock);
        ChangeAccount = new ChangeAccount(Partitions, Signals);
        Roles = new ChangeRoles(ChangeAccount, NullLogger<ChangeRoles>.Instance);
        Offer = new OfferAdminSetup(Partitions, CodePlace, new SystemRandomness(), Clock, Options);
        SetUp = new SetUpFirstAdmin(
            Partitions, Places, Provision, new PasswordRules(), Hashing, CodePlace, Ids, Clock, NullLogger<SetUpFirstAdmin>.Instance);
        Access = NewAccessCheck();
    }

    public FakeTimeProvider Clock { get; } = new();

    public RateLimiter Limiter { get; }

    public AccountOptions Options { get; }

    public MemoryStore Store { get; }

    public RecordingBus Bus { get; } = new();

    public IIds Ids { get; } = new UuidV7Ids(TimeProvider.System);

    public KeyRingFile Keys { get; }

    public PartitionOptions PartitionOptions { get; }

    public Partitions Partitions { get; }

    public AccountPartitions Places { get; }

    public EmailDirectory Emails { get; }

    public PasswordHashing Hashing { get; }

    public MailTokens MailTokens { get; }

    public AccessTokens AccessTokens { get; }

    public RefreshTokens RefreshTokens { get; }

    public RegisterAccount Register { get; }

    public VerifyEmail Verify { get; }

    public ResendVerification Resend { get; }

    public ProvisionAccount Provision { get; }

    public SignInWithPassword SignIn { get; }

    public SecondFactorCodes Codes { get; }

    public SecondFactorChallenges Challenges { get; }

    public OpenSession OpenSession { get; }

    public SignInWithSecondFactor SecondStep { get; }

    public SetUpSecondFactor SetUpFactor { get; }

    public EnableSecondFactor EnableFactor { get; }

    public DisableSecondFactor DisableFactor { get; }

    public RenewRecoveryCodes RenewCodes { get; }

    public StepUp StepUp { get; }

    public ProvisionSecondFactor ProvisionFactor { get; }

    public RefreshSession Refresh { get; }

    public SignOut SignOut { get; }

    public ChangeAccount ChangeAccount { get; }

    public ChangeRoles Roles { get; }

    public OfferAdminSetup Offer { get; }

    public SetUpFirstAdmin SetUp { get; }

    public AccessCheck Access { get; }

    public InProcessAccessSignals Signals { get; } = new();

    public KeptCode CodePlace { get; } = new();

    /// <summary>Limits that only tests about limits meet.</summary>
    public static RateLimitOptions WideLimits { get; } = new()
    {
        SignInAccount = new RateLimitSetting { Tokens = 1000, Period = TimeSpan.FromSeconds(1), Burst = 1000 },
        SecondFactor = new RateLimitSetting { Tokens = 1000, Period = TimeSpan.FromSeconds(1), Burst = 1000 },
    };

    public static DeviceTraits Device { get; } = new("test");

    public AccessCheck NewAccessCheck(IAccessTokenValidator? validator = null) =>
        new(validator ?? new AccessTokenValidator(Options, Clock), Keys, Store, Signals, PartitionOptions, Options, Clock);

    public Task<Result<Unit>> RegisterAsync(string email, string password = Password, string country = "DE") =>
        Register.ExecuteAsync(new RegisterCommand(email, password, country, AcceptsTerms: true));

    /// <summary>Closes an account, or opens it again.</summary>
    public Task<Result<AccountView>> SetStatusAsync(string userId, AccountStatus status) => ChangeAccount.ExecuteAsync(
        userId, profile => profile with { Status = status }, (_, _) => AuditEntry.OfUser(AuditStreams.Administration, "account.changed", userId));

    /// <summary>The orders of mails so far, oldest first.</summary>
    public IReadOnlyList<MailOrder> Mails() =>
    [
        .. Bus.Published.SelectMany(item => item.Document.Messages).Where(message => message.Queue == "mail")
            .Select(message => MailOrders.Read(System.Text.Encoding.UTF8.GetBytes(message.Body.GetRawText()))),
    ];

    /// <summary>The token that the newest mail of a kind says.</summary>
    public string NewestToken(string template = AccountMails.VerifyEmail) =>
        MailTokens.TextOf(Mails().Last(mail => mail.Template == template).Token!);

    /// <summary>A verified account.</summary>
    public async Task<AccountView> AccountAsync(string email, params Role[] roles)
    {
        Assert.True(EmailAddress.TryParse(email, out var address));
        var hash = await Hashing.HashAsync(Password);
        var account = await Provision.ExecuteAsync(
            new NewAccount(address, hash.Value, "DE", RoleSet.Of(roles.Length == 0 ? [Role.Customer] : roles), Clock.GetUtcNow()));
        Assert.True(account.IsSuccess, account.Error?.Message);
        return account.Value;
    }

    public SignInWithPassword NewSignIn(PasswordHashing hashing) => new(
        Partitions, Places, hashing, new SignInTurns(), OpenSession, Challenges, Limiter, Ids, Clock, Options, NullLogger<SignInWithPassword>.Instance);

    /// <summary>The first step of a sign-in.</summary>
    public Task<Result<SignInOutcome>> BeginAsync(string email, string password = Password) =>
        SignIn.ExecuteAsync(new SignInCommand(email, password, Device));

    /// <summary>Signs in to an account without second factor.</summary>
    public async Task<Result<SignedIn>> SignInAsync(string email, string password = Password) =>
        (await BeginAsync(email, password)).Map(outcome => Assert.IsType<SignedIn>(outcome));

    public async Task<SignedIn> SignedInAsync(string email)
    {
        var signedIn = await SignInAsync(email);
        Assert.True(signedIn.IsSuccess, signedIn.Error?.Message);
        return signedIn.Value;
    }

    public async Task<Result<Caller>> CheckAsync(string accessToken, bool fresh = false) => await Access.CheckAsync(accessToken, fresh, CancellationToken.None);

    public T? Find<T>(PartitionKey partition, string id) where T : class, IDocument<T> =>
        Store.All(partition.Container).FirstOrDefault(document => document.Partition == partition.Value && document.Id == id) is { } stored
            ? DocumentCodec.Decode<T>(stored)
            : null;

    public void Dispose()
    {
        Access.Dispose();
        AccessTokens.Dispose();
        Hashing.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Keeps the set-up code for the test.</summary>
internal sealed class KeptCode : ISetupCodePlace
{
    public string? Code { get; private set; }

    public int Puts { get; private set; }

    public bool HasCode => Code is not null;

    public void Put(string code, DateTimeOffset expiresAt)
    {
        Code = code;
        Puts++;
    }

    public void Remove() => Code = null;
}
