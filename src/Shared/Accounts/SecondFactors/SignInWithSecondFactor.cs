using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Audit;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>The second step of a sign-in: a code for the challenge that the right password got.</summary>
public sealed class SignInWithSecondFactor(
    Partitions partitions, SecondFactorChallenges challenges, SecondFactorCodes codes, OpenSession openSession, RateLimiter limiter, TimeProvider clock,
    ILogger<SignInWithSecondFactor> logger)
{
    /// <summary>Signs in.</summary>
    public async Task<Result<SignedIn>> ExecuteAsync(string challenge, string code, DeviceTraits device, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        if (challenges.UserOf(challenge, now) is not { } userId)
        {
            return new InvalidChallenge();
        }

        var verdict = limiter.Take(RateLimitKind.SecondFactor, RateKeys.OfUser(userId));
        if (!verdict.IsAdmitted)
        {
            return new RateLimitExceeded(verdict);
        }

        var session = openSession.Prepare(userId, device, now, secondFactorAt: now);
        var opened = await partitions.DecideAsync(AccountPartitions.OfUser(userId), view => Open(view, userId, challenge, code, session, now), cancellation);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        if (opened.Value is not { } admitted)
        {
            logger.LogWarning("Security: the second step of a sign-in of user {UserId} failed.", userId);
            return new InvalidSecondFactor();
        }

        logger.LogInformation("User {UserId} signed in with a second factor; session {SessionId}.", userId, session.Document.SessionId);
        return openSession.Finish(session, admitted, now);
    }

    /// <summary>The session; null when the code was not accepted (which is counted, so it is no failure here).</summary>
    private Result<OpenedSession?> Open(PartitionView view, string userId, string challenge, string code, NewSession session, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var credentials = view.Find<CredentialsDocument>(CredentialsDocument.DocumentId);
        if (profile is null || credentials is null || profile.SecondFactorSince is null || !SecondFactorChallenges.IsOf(challenge, credentials.PasswordHash))
        {
            return new InvalidChallenge();
        }

        if (SignInWithPassword.RefusalOf(profile) is { } refusal)
        {
            return refusal;
        }

        if (!codes.TrySpend(view, userId, code, now))
        {
            view.Audit(AuditEntry.OfUser(AuditStreams.Access, AuditActions.SignInFailed, userId).With("step", "second factor"));
            return Result<OpenedSession?>.Success(null);
        }

        return openSession.Open(view, session, profile);
    }
}
