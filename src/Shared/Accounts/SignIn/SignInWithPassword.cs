using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.SignIn;

/// <summary>A wish to sign in.</summary>
/// <param name="Email">The address as typed.</param>
/// <param name="Password">The password as typed.</param>
/// <param name="Device">The device that asks.</param>
public sealed record SignInCommand(string Email, string Password, DeviceTraits Device)
{
    /// <summary>Says nothing of address and password.</summary>
    public override string ToString() => "Sign in";
}

/// <summary>No account has this address and password, or it is locked; which of these is not told.</summary>
public sealed record InvalidCredentials()
    : Error(ErrorKind.Unauthenticated, "INVALID_CREDENTIALS", "E-mail address or password is wrong, or sign-in is locked for a while.");

/// <summary>The password is right, but the address is not proved yet.</summary>
public sealed record EmailNotVerified()
    : Error(ErrorKind.Unauthenticated, "EMAIL_NOT_VERIFIED", "Confirm your e-mail address first, by the token in the mail that was sent.");

/// <summary>The password is right, but the owner froze the account.</summary>
public sealed record AccountFrozen()
    : Error(ErrorKind.Unauthenticated, "ACCOUNT_FROZEN", "This account was frozen by its owner. Set a new password by the link in the mail (or POST /api/v1/auth/password/forgot) to open it.");

/// <summary>The password is right, but the account was closed by staff.</summary>
public sealed record AccountDisabled()
    : Error(ErrorKind.Unauthenticated, "ACCOUNT_DISABLED", "This account is closed. Contact support.");

/// <summary>
/// Signs in with a password. Unknown addresses, wrong passwords and locked accounts get the same answer after the
/// same hashing. Attempts on one address are taken one after another, so that many at once cannot outrun the lock.
/// Devices that the account knows pass a lock of the account, and their passwords are hashed first; a lock of the
/// source holds for all.
/// </summary>
public sealed class SignInWithPassword(
    Partitions partitions, AccountPartitions places, PasswordHashing hashing, SignInTurns turns, SignInLocks locks, OpenSession openSession,
    SecondFactorChallenges challenges, RateLimiter limiter, IIds ids, TimeProvider clock, ILogger<SignInWithPassword> logger)
{
    /// <summary>Signs in.</summary>
    /// <returns>The session's tokens; a challenge where the account has a second factor.</returns>
    public async Task<Result<SignInOutcome>> ExecuteAsync(SignInCommand command, CancellationToken cancellation = default)
    {
        if (!EmailAddress.TryParse(command.Email, out var email))
        {
            return AccountFields.InvalidEmail();
        }

        if (command.Password.Length > PasswordRules.MaxLength * 4)
        {
            return new InvalidCredentials(); // no account has such a password, and its hash would cost more than ours
        }

        var place = places.OfEmail(email);
        var source = places.OfSource(command.Device.Address);
        var verdict = limiter.Take(RateLimitKind.SignInAccount, RateKeys.OfText(place.Value));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        using var turn = await turns.WaitAsync(place.Value, cancellation);
        var found = await FindAsync(email, place, source, command.Device, cancellation);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var account = found.Value;
        var check = await hashing.CheckAsync(command.Password, account.Credentials?.PasswordHash, account.IsKnownDevice, cancellation);
        if (!check.IsSuccess)
        {
            return check.Error;
        }

        if (account.IsRefused || check.Value == PasswordCheck.Wrong)
        {
            return await FailAsync(place, source, account);
        }

        var rehashed = check.Value == PasswordCheck.RightButOutdated ? await hashing.HashAsync(command.Password, cancellation) : default(Result<string>?);
        return await OpenAsync(place, source, account, command.Device, rehashed is { IsSuccess: true } hash ? hash.Value : null);
    }

    private async Task<Result<FoundAccount>> FindAsync(EmailAddress email, PartitionKey place, PartitionKey source, DeviceTraits device, CancellationToken cancellation)
    {
        var state = await locks.FindAsync(place, source, cancellation);
        if (!state.IsSuccess)
        {
            return state.Error;
        }

        var nobody = new FoundAccount(state.Value, null, null, IsKnownDevice: false);
        return state.Value.UserId is not { } userId
            ? nobody
            : await partitions.DecideAsync<FoundAccount>(
                AccountPartitions.OfUser(userId),
                view =>
                {
                    var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
                    var credentials = view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
                    var devices = view.Find<DevicesDocument>(DevicesDocument.DocumentId);
                    return profile?.Email == email.Value
                        ? new FoundAccount(state.Value, profile, credentials, IsKnown(devices, device))
                        : nobody; // the address was another account's once
                },
                cancellation);
    }

    /// <summary>By its token only: what everybody can imitate must not pass a lock.</summary>
    private bool IsKnown(DevicesDocument? devices, DeviceTraits device) =>
        devices is not null && openSession.DeviceOf(device) is { } id && devices.Recognise(device, id, "", byNetwork: false) is not null;

    private async Task<Result<SignInOutcome>> FailAsync(PartitionKey place, PartitionKey source, FoundAccount account)
    {
        var lockedUntil = await locks.FailAsync(place, source);
        if (!lockedUntil.IsSuccess)
        {
            return lockedUntil.Error;
        }

        logger.LogWarning("Security: a sign-in failed (user {UserId}, locked {Locked}).", account.Profile?.UserId ?? "unknown", account.IsRefused || lockedUntil.Value is not null);
        if (lockedUntil.Value is { } until && account.Profile is { } profile)
        {
            var now = clock.GetUtcNow();
            var order = new MailOrder(ids.New(), profile.UserId, AccountMails.SignInLocked, now)
            {
                Values = new Dictionary<string, string> { ["until"] = $"{until:yyyy-MM-dd HH:mm}" },
            };
            await partitions.DecideAsync<Unit>(
                AccountPartitions.OfUser(profile.UserId),
                view =>
                {
                    view.SendMail(order);
                    view.Note(new ActivityEvent(now, ActivityKind.SignInLocked));
                    return Unit.Value;
                },
                CancellationToken.None);
        }

        return new InvalidCredentials();
    }

    private async Task<Result<SignInOutcome>> OpenAsync(PartitionKey place, PartitionKey source, FoundAccount account, DeviceTraits device, string? newHash)
    {
        var userId = account.Profile!.UserId;
        var now = clock.GetUtcNow();
        var session = openSession.Prepare(userId, device, now);
        var opened = await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Open(view, account.Credentials!, session, newHash));
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        if (account.State.HasFailures)
        {
            await locks.ForgetAsync(place, source);
        }

        if (opened.Value.Session is not { } admitted)
        {
            return new SecondFactorDue(challenges.Create(userId, opened.Value.PasswordHash, now), SecondFactorChallenges.Lifetime);
        }

        logger.LogInformation("User {UserId} signed in; session {SessionId}.", userId, session.Document.SessionId);
        return openSession.Finish(session, admitted, now);
    }

    private Result<Admitted> Open(PartitionView view, CredentialsDocument proved, NewSession session, string? newHash)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var credentials = view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
        if (profile is null || credentials is null || credentials.PasswordHash != proved.PasswordHash)
        {
            return new InvalidCredentials(); // the password was changed while this one was being hashed
        }

        if (RefusalOf(profile) is { } refusal)
        {
            return refusal;
        }

        if (newHash is not null)
        {
            credentials = credentials with { PasswordHash = newHash };
            view.Set(credentials);
        }

        return profile.SecondFactorSince is null
            ? new Admitted(credentials.PasswordHash, openSession.Open(view, session, profile))
            : new Admitted(credentials.PasswordHash, null);
    }

    /// <summary>Why nobody can sign in to an account, whatever they prove; null when they can.</summary>
    internal static Error? RefusalOf(ProfileDocument profile) => profile switch
    {
        { IsVerified: false } => new EmailNotVerified(),
        { Status: AccountStatus.Frozen } => new AccountFrozen(),
        { Status: AccountStatus.Disabled } => new AccountDisabled(),
        _ => null,
    };

    /// <summary>The password was right; without a session the second step is due.</summary>
    private sealed record Admitted(string PasswordHash, OpenedSession? Session);

    private sealed record FoundAccount(SignInState State, ProfileDocument? Profile, CredentialsDocument? Credentials, bool IsKnownDevice)
    {
        public bool IsRefused => State.IsSourceLocked || (State.IsAccountLocked && !IsKnownDevice);
    }
}
