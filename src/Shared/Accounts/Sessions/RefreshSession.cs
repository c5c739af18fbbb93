using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.Tokens;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Accounts.Sessions;

/// <summary>The refresh token is malformed, forged, expired, or its session has ended.</summary>
public sealed record InvalidRefreshToken()
    : Error(ErrorKind.Unauthenticated, "INVALID_REFRESH_TOKEN", "The refresh token is not valid (any more). Sign in again.");

/// <summary>A spent refresh token came again: the session is ended, for its owner and for the thief.</summary>
public sealed record RefreshTokenReused()
    : Error(ErrorKind.Unauthenticated, "REFRESH_TOKEN_REUSED", "This refresh token was used before. The session is ended for safety. Sign in again.");

/// <summary>
/// Trades a refresh token for its successor and a new access token. Within a short time the token just spent gets
/// the same successor again (two tabs, a lost answer), as long as the successor is unused and the device the same.
/// Later, or after that, its use ends the session: somebody else has a copy.
/// </summary>
public sealed class RefreshSession(
    Partitions partitions, RefreshTokens refreshTokens, AccessTokens accessTokens, IAccessSignals signals, IIds ids, TimeProvider clock, AccountOptions options, ILogger<RefreshSession> logger)
{
    /// <summary>Refreshes.</summary>
    public async Task<Result<SignedIn>> ExecuteAsync(string tokenText, DeviceTraits device, CancellationToken cancellation = default)
    {
        if (refreshTokens.Read(tokenText) is not { } token)
        {
            return new InvalidRefreshToken();
        }

        var successor = refreshTokens.Successor(token);
        var now = clock.GetUtcNow();
        var mailId = ids.New();
        var refreshed = await partitions.DecideAsync(
            AccountPartitions.OfUser(token.UserId), view => Refresh(view, token, successor, device.Hash, mailId, now), cancellation);
        if (!refreshed.IsSuccess)
        {
            return refreshed.Error;
        }

        if (refreshed.Value is not { } roles)
        {
            signals.Changed(token.UserId);
            logger.LogWarning("Security: a spent refresh token of session {SessionId} of user {UserId} was used again; the session is ended.", token.SessionId, token.UserId);
            return new RefreshTokenReused();
        }

        var access = accessTokens.Issue(token.UserId, token.SessionId, roles, now);
        return new SignedIn(token.UserId, roles, access, options.AccessTokenLifetime, successor.Text) { SessionEndsAt = now + options.SessionIdle };
    }

    /// <summary>The roles to issue for; null when the session was ended for reuse (which must be committed, so it is no failure here).</summary>
    private Result<RoleSet?> Refresh(PartitionView view, RefreshToken token, RefreshToken successor, string device, string mailId, DateTimeOffset now)
    {
        var profile = view.Find<ProfileDocument>(ProfileDocument.DocumentId);
        var session = view.Find<SessionDocument>(SessionDocument.IdOf(token.SessionId));
        if (profile is null || session is null || !session.IsAlive(profile, now) || now - session.RefreshedAt >= options.SessionIdle)
        {
            return session?.End == SessionEnd.RefreshTokenReused ? new RefreshTokenReused() : new InvalidRefreshToken();
        }

        if (token.Generation == session.Generation && token.Hash == session.TokenHash)
        {
            view.Set(session with
            {
                Generation = successor.Generation,
                TokenHash = successor.Hash,
                PreviousTokenHash = token.Hash,
                RefreshedAt = now,
            });
            return profile.RoleSet;
        }

        if (token.Hash == session.PreviousTokenHash && now - session.RefreshedAt <= options.RefreshGrace && session.Device == device)
        {
            return profile.RoleSet;
        }

        view.Set(session.Ended(SessionEnd.RefreshTokenReused, now));
        view.Note(new ActivityEvent(now, ActivityKind.RefreshTokenReused, session.DeviceLabel, session.Country));
        view.SendMail(new MailOrder(mailId, token.UserId, AccountMails.SessionStolen, now));
        return Result<RoleSet?>.Success(null);
    }
}
