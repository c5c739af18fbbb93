namespace CryptoVault.Accounts;

/// <summary>Limits and habits of accounts; configuration section <c>Accounts</c>.</summary>
public sealed record AccountOptions
{
    /// <summary>The <c>iss</c> of access tokens.</summary>
    public string Issuer { get; init; } = "https://cryptovault.local";

    /// <summary>The <c>aud</c> of access tokens.</summary>
    public string Audience { get; init; } = "cryptovault-api";

    /// <summary>How long an access token is valid.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A session that is not refreshed for so long ends.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A session ends after so long, however much it is used.</summary>
    public TimeSpan SessionAbsolute { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long after its use a refresh token still gets the same successor.</summary>
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long session and roles are believed without reading them, where other processes may change them.</summary>
    public TimeSpan AccessMemory { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the token in a verification mail is valid.</summary>
    public TimeSpan VerificationLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most account mails to one address in an hour.</summary>
    public int MailsPerHour { get; init; } = 5;

    /// <summary>Countries (ISO 3166-1 alpha-2) whose residents are not served.</summary>
    public IReadOnlyList<string> BlockedCountries { get; init; } = ["CU", "IR", "KP", "SY"];

    /// <summary>The version of the terms that a registration agrees to.</summary>
    public string TermsVersion { get; init; } = "2026-01";

    /// <summary>The version of the privacy notice that a registration agrees to.</summary>
    public string PrivacyVersion { get; init; } = "2026-01";

    /// <summary>The version of the risk notice that a registration agrees to.</summary>
    public string RiskVersion { get; init; } = "2026-01";

    /// <summary>The youngest age, in years, at which somebody may have an account.</summary>
    public int YoungestAge { get; init; } = 18;

    /// <summary>True to refuse a registration that states no date of birth.</summary>
    public bool RequireBirthDate { get; init; } = true;

    /// <summary>How long a user name stays before its owner can choose another.</summary>
    public TimeSpan UserNameStays { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Iterations of PBKDF2-HMAC-SHA512.</summary>
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>Passwords hashed at a time; 0 for half of the processors.</summary>
    public int HashingThreads { get; init; }

    /// <summary>Most passwords waiting to be hashed; more are refused with 503.</summary>
    public int HashingQueue { get; init; } = 32;

    /// <summary>How long a password waits at most until it is hashed; after that its request is refused as well.</summary>
    public TimeSpan HashingPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Failed sign-ins within <see cref="LockOutWindow"/> that lock an account.</summary>
    public int LockOutFailures { get; init; } = 5;

    /// <summary>How long a failed sign-in counts, and the first lock lasts.</summary>
    public TimeSpan LockOutWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Failed sign-ins from one source, over all accounts, within <see cref="LockOutWindow"/> that lock the source.</summary>
    public int SourceLockOutFailures { get; init; } = 20;

    /// <summary>The longest lock; each further lock within a day lasts twice as long as the one before.</summary>
    public TimeSpan LongestLockOut { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The name under which authenticator apps list the second factor.</summary>
    public string SecondFactorIssuer { get; init; } = "CryptoVault";

    /// <summary>The domain that passkeys belong to (the WebAuthn relying party); empty for the host of the request.</summary>
    public string PasskeyDomain { get; init; } = "";

    /// <summary>Origins of web applications whose pages may use passkeys, besides pages of this host.</summary>
    public IReadOnlyList<string> PasskeyOrigins { get; init; } = [];

    /// <summary>How long a proof of the second factor counts as fresh.</summary>
    public TimeSpan StepUpLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long withdrawals are blocked after e-mail, password or second factor were reset.</summary>
    public TimeSpan ResetBlocksWithdrawals { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long sessions of a new device cannot withdraw.</summary>
    public TimeSpan NewDeviceCoolOff { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// True where a device without token is known by its traits and address: only where all clients are on one machine.
    /// </summary>
    public bool DevicesByNetwork { get; init; }

    /// <summary>How long something waits for its second person.</summary>
    public TimeSpan FourEyesLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a link "this was not me" works.</summary>
    public TimeSpan FreezeLinkLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long the token in a mail about a forgotten password works.</summary>
    public TimeSpan PasswordResetLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the link in an invitation to the staff works.</summary>
    public TimeSpan InvitationLifetime { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long the two sides have to confirm a change of the address.</summary>
    public TimeSpan EmailChangeLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The CSV file of address ranges and countries; empty for the shipped sample.</summary>
    public string PlacesFile { get; init; } = "";

    /// <summary>How long the first administrator's set-up code is valid.</summary>
    public TimeSpan SetupCodeLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>False where an administrator is provided otherwise, as in demo data.</summary>
    public bool OfferAdminSetup { get; init; } = true;

    /// <summary>A set-up code given by the operator; empty to have one made.</summary>
    public string AdminSetupCode { get; init; } = "";

    /// <summary>The file that a made set-up code is written to; empty for none.</summary>
    public string AdminSetupCodeFile { get; init; } = "";

    /// <summary>True to have a set-up code issued although there are administrators, when all of them are lost: using it alerts all staff and takes effect late.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>How long the staff can object before an administrator made by break-glass is one.</summary>
    public TimeSpan BreakGlassDelay { get; init; } = TimeSpan.FromHours(24);
}
