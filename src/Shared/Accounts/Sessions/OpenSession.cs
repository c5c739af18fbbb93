using CryptoVault.Accounts.Tokens;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Security;

namespace CryptoVault.Accounts.Sessions;

/// <summary>A session about to be opened: its document, to be added by the decision that admits it, and its first token.</summary>
/// <param name="UserId">Whose it will be.</param>
/// <param name="Document">The document.</param>
/// <param name="Token">The refresh token.</param>
public sealed record NewSession(string UserId, SessionDocument Document, RefreshToken Token);

/// <summary>Prepares sessions, and answers with their tokens when they are committed.</summary>
public sealed class OpenSession(RefreshTokens refreshTokens, AccessTokens accessTokens, IRandomness randomness, IIds ids, AccountOptions options)
{
    /// <summary>A session of a user on a device.</summary>
    public NewSession Prepare(string userId, DeviceTraits device, DateTimeOffset now, DateTimeOffset? secondFactorAt = null)
    {
        var sessionId = ids.New();
        var token = refreshTokens.First(userId, sessionId, randomness);
        var document = new SessionDocument(sessionId, now, now + options.SessionAbsolute, token.Generation, token.Hash, now, device.Hash)
        {
            SecondFactorAt = secondFactorAt,
        };
        return new NewSession(userId, document, token);
    }

    /// <summary>What the client gets once the session is committed.</summary>
    public SignedIn Finish(NewSession session, RoleSet roles, DateTimeOffset now) => new(
        session.UserId, roles, accessTokens.Issue(session.UserId, session.Document.SessionId, roles, now), options.AccessTokenLifetime, session.Token.Text);
}

/// <summary>What is recorded of a sign-in.</summary>
internal static class SignedInEntry
{
    /// <summary>A session that was opened, and by what.</summary>
    public static AuditEntry Of(NewSession session, string by) =>
        (AuditEntry.OfUser(AuditStreams.Access, AuditActions.SignedIn, session.UserId) with
        {
            Actor = new AuditActor(AuditActorKind.User, session.UserId) { SessionId = session.Document.SessionId },
        }).With("by", by);
}
