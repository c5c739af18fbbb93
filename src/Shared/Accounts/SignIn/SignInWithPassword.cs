using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Audit;
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

/// <summary>The password is right, but the account was closed by staff.</summary>
public sealed record AccountDisabled()
    : Error(ErrorKind.Unauthenticated, "ACCOUNT_DISABLED", "This account is closed. Contact support.");

/// <summary>
/// Signs in with a password. Unknown addresses, wrong passwords and locked accounts get the same answer after the
/// same hashing. Attempts on one address are taken one after another, so that many at once cannot outrun the lock.
/// </summary>
public sealed class SignInWithPassword(
    Partitions partitions, AccountPartitions places, PasswordHashing hashing, SignInTurns turns, OpenSession openSession, SecondFactorChallenges challenges,
    RateLimiter limiter, IIds ids, TimeProvider clock, AccountOptions options, ILogger<SignInWithPassword> logger)
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
        var verdict = limiter.Take(RateLimitKind.SignInAccount, RateKeys.OfText(place.Value));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        using var turn = await turns.WaitAsync(place.Value, cancellation);
        var account = await FindAsync(place, cancellation);
        if (!account.IsSuccess)
        {
            return account.Error;
        }

        var check = await hashing.CheckAsync(command.Password, account.Value.Credentials?.PasswordHash, cancellation);
        if (!check.IsSuccess)
        {
            return check.Error;
        }

        if (account.Value.IsLocked || check.Value == PasswordCheck.Wrong)
        {
            return await FailAsync(place, account.Value);
        }

        var rehashed = check.Value == PasswordCheck.RightButOutdated ? await hashing.HashAsync(command.Password, cancellation) : default(Result<string>?);
        return await OpenAsync(place, account.Value, command.Device, rehashed is { IsSuccess: true } hash ? hash.Value : null);
    }

    private async Task<Result<FoundAccount>> FindAsync(PartitionKey place, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var known = await partitions.DecideAsync<(string? UserId, SignInFailuresDocument? Failures)>(
            place,
            view => (view.Find<EmailDocument>(EmailDocument.DocumentId)?.UserId, view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId)),
            cancellation);
        if (!known.IsSuccess)
        {
            return known.Error;
        }

        var (userId, failures) = known.Value;
        var account = new FoundAccount(userId, null, null, failures is not null, failures?.IsLocked(now) ?? false);
        return userId is null
            ? account
            : await partitions.DecideAsync<FoundAccount>(
                AccountPartitions.OfUser(userId),
                view => account with
                {
                    Profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId),
                    Credentials = view.Find<CredentialsDocument>(CredentialsDocument.DocumentId),
                },
                cancellation);
    }

    private async Task<Result<SignInOutcome>> FailAsync(PartitionKey place, FoundAccount account)
    {
        var now = clock.GetUtcNow();
        var failures = await partitions.DecideAsync<SignInFailuresDocument>(
            place,
            view =>
            {
                var known = view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId) ?? SignInFailuresDocument.None;
                var counted = known.IsLocked(now) ? known : known.Fail(now, options);
                view.Put(counted);
                view.Audit(new AuditEntry(
                    AuditStreams.Access, counted.IsLocked(now) ? AuditActions.SignInLocked : AuditActions.SignInFailed,
                    account.UserId is { } userId ? $"user:{userId}" : place.Value));
                return counted;
            },
            CancellationToken.None); // a failure counts even when the client does not wait for its answer
        if (!failures.IsSuccess)
        {
            return failures.Error;
        }

        var locked = !account.IsLocked && failures.Value.IsLocked(now);
        logger.LogWarning("Security: a sign-in failed (user {UserId}, locked {Locked}).", account.UserId ?? "unknown", account.IsLocked || locked);
        if (locked && account.Profile is { } profile)
        {
            var order = new MailOrder(ids.New(), profile.UserId, AccountMails.SignInLocked, now)
            {
                Values = new Dictionary<string, string> { ["until"] = $"{failures.Value.LockedUntil:yyyy-MM-dd HH:mm}" },
            };
            await partitions.DecideAsync<Unit>(
                AccountPartitions.OfUser(profile.UserId),
                view =>
                {
                    view.SendMail(order);
                    return Unit.Value;
                },
                CancellationToken.None);
        }

        return new InvalidCredentials();
    }

    private async Task<Result<SignInOutcome>> OpenAsync(PartitionKey place, FoundAccount account, DeviceTraits device, string? newHash)
    {
        var userId = account.UserId!;
        var now = clock.GetUtcNow();
        var session = openSession.Prepare(userId, device, now);
        var opened = await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Open(view, account.Credentials!, session, newHash));
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        if (account.HasFailures)
        {
            await partitions.DecideAsync<Unit>(place, view =>
            {
                view.Remove<SignInFailuresDocument>(SignInFailuresDocument.DocumentId);
                return Unit.Value;
            });
        }

        if (opened.Value is not { Roles: { } roles })
        {
            return new SecondFactorDue(challenges.Create(userId, opened.Value.PasswordHash, now), SecondFactorChallenges.Lifetime);
        }

        logger.LogInformation("User {UserId} signed in; session {SessionId}.", userId, session.Document.SessionId);
        return openSession.Finish(session, roles, now);
    }

    private static Result<Admitted> Open(PartitionView view, CredentialsDocument proved, NewSession session, string? newHash)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var credentials = view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
        if (profile is null || credentials is null || credentials.PasswordHash != proved.PasswordHash)
        {
            return new InvalidCredentials(); // the password was changed while this one was being hashed
        }

        if (!profile.IsVerified)
        {
            return new EmailNotVerified();
        }

        if (profile.Status != AccountStatus.Active)
        {
            return new AccountDisabled();
        }

        if (newHash is not null)
        {
            credentials = credentials with { PasswordHash = newHash };
            view.Set(credentials);
        }

        if (profile.SecondFactorSince is not null)
        {
            return new Admitted(credentials.PasswordHash, null);
        }

        view.Add(session.Document);
        view.Audit(SignedInEntry.Of(session, "password"));
        return new Admitted(credentials.PasswordHash, profile.RoleSet);
    }

    /// <summary>The password was right; without roles the second step is due.</summary>
    private sealed record Admitted(string PasswordHash, RoleSet? Roles);

    private sealed record FoundAccount(string? UserId, ProfileDocument? Profile, CredentialsDocument? Credentials, bool HasFailures, bool IsLocked);
}
