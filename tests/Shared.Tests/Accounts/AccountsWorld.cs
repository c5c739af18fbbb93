using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Administration;
using CryptoVault.Accounts.Devices;
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
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Accounts;

/// <summary>Accounts on a store in memory, with a clock that is moved by hand and a cheap password hash.</summary>
internal sealed class AccountsWorld : IDisposable
{
    public const string Password = "correct-Horse-7";

    private readonly ServiceProvider services;
    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-accounts-").FullName;

    public AccountsWorld(AccountOptions? options = null, MemoryStore? store = null, bool exclusive = true, RateLimitOptions? limits = null, KeyRingFile? keys = null)
    {
        Options = options ?? new AccountOptions { PasswordIterations = 1000, RequireBirthDate = false };
        Limiter = new RateLimiter(limits ?? WideLimits, Clock);
        Store = store ?? new MemoryStore();
        Keys = keys ?? KeyRingFile.Open(Path.Combine(folder, "keys.json"), Clock, new SystemRandomness());
        PartitionOptions = new PartitionOptions { ExclusiveProcess = exclusive, MaxAttempts = 4 };
        Partitions = new Partitions(Store, Bus, Ids, Clock, PartitionOptions, NullLogger<Partitions>.Instance);
        services = new ServiceCollection()
            .AddSingleton(Options)
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(Ids)
            .AddSingleton<IDocumentStore>(Store)
            .AddSingleton<IKeyRing>(Keys)
            .AddSingleton(PartitionOptions)
            .AddSingleton(Partitions)
            .AddSingleton<IAccessSignals>(Signals)
            .AddSingleton<ISetupCodePlace>(CodePlace)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddAccounts(new ConfigurationBuilder().Build())
            .AddSingleton(Limiter)
            .BuildServiceProvider();
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

    public AccountPartitions Places => Service<AccountPartitions>();

    public EmailDirectory Emails => Service<EmailDirectory>();

    public PasswordHashing Hashing => Service<PasswordHashing>();

    public MailTokens MailTokens => Service<MailTokens>();

    public AccessTokens AccessTokens => Service<AccessTokens>();

    public RefreshTokens RefreshTokens => Service<RefreshTokens>();

    public RegisterAccount Register => Service<RegisterAccount>();

    public VerifyEmail Verify => Service<VerifyEmail>();

    public ResendVerification Resend => Service<ResendVerification>();

    public ProvisionAccount Provision => Service<ProvisionAccount>();

    public SignInWithPassword SignIn => Service<SignInWithPassword>();

    public SecondFactorCodes Codes => Service<SecondFactorCodes>();

    public SecondFactorChallenges Challenges => Service<SecondFactorChallenges>();

    public OpenSession OpenSession => Service<OpenSession>();

    public SignInWithSecondFactor SecondStep => Service<SignInWithSecondFactor>();

    public SetUpSecondFactor SetUpFactor => Service<SetUpSecondFactor>();

    public EnableSecondFactor EnableFactor => Service<EnableSecondFactor>();

    public DisableSecondFactor DisableFactor => Service<DisableSecondFactor>();

    public RenewRecoveryCodes RenewCodes => Service<RenewRecoveryCodes>();

    public StepUp StepUp => Service<StepUp>();

    public ProvisionSecondFactor ProvisionFactor => Service<ProvisionSecondFactor>();

    public RefreshSession Refresh => Service<RefreshSession>();

    public SignOut SignOut => Service<SignOut>();

    public ChangeAccount ChangeAccount => Service<ChangeAccount>();

    public ChangeRoles Roles => Service<ChangeRoles>();

    public OfferAdminSetup Offer => Service<OfferAdminSetup>();

    public SetUpFirstAdmin SetUp => Service<SetUpFirstAdmin>();

    public AccessCheck Access { get; }

    public InProcessAccessSignals Signals { get; } = new();

    public KeptCode CodePlace { get; } = new();

    /// <summary>Limits that only tests about limits meet.</summary>
    public static RateLimitOptions WideLimits { get; } = new()
    {
        SignInAccount = new RateLimitSetting { Tokens = 1000, Period = TimeSpan.FromSeconds(1), Burst = 1000 },
        SecondFactor = new RateLimitSetting { Tokens = 1000, Period = TimeSpan.FromSeconds(1), Burst = 1000 },
    };

    /// <summary>The device that signs in where a test does not say otherwise; it holds no token.</summary>
    public static DeviceTraits Device { get; } = new("test");

    public T Service<T>() where T : notnull => services.GetRequiredService<T>();

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
        Partitions, Places, hashing, new SignInTurns(), Service<SignInLocks>(), OpenSession, Challenges, Limiter, Ids, Clock, NullLogger<SignInWithPassword>.Instance);

    /// <summary>The first step of a sign-in.</summary>
    public Task<Result<SignInOutcome>> BeginAsync(string email, string password = Password, DeviceTraits? device = null) =>
        SignIn.ExecuteAsync(new SignInCommand(email, password, device ?? Device));

    /// <summary>Signs in to an account without second factor.</summary>
    public async Task<Result<SignedIn>> SignInAsync(string email, string password = Password, DeviceTraits? device = null) =>
        (await BeginAsync(email, password, device)).Map(outcome => Assert.IsType<SignedIn>(outcome));

    public async Task<SignedIn> SignedInAsync(string email, string password = Password, DeviceTraits? device = null)
    {
        var signedIn = await SignInAsync(email, password, device);
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
        services.Dispose();
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
