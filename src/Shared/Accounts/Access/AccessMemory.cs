using System.Collections.Concurrent;
using CryptoVault.Results;
using CryptoVault.Security;

namespace CryptoVault.Accounts.Access;

/// <summary>What is remembered of a user: the state of the sessions that asked of late. Replaced as a whole when something changed.</summary>
internal sealed class UserMemory
{
    private readonly ConcurrentDictionary<string, SessionMemory> sessions = new(StringComparer.Ordinal);

    public SessionMemory? Find(string sessionId) => sessions.GetValueOrDefault(sessionId);

    public void Keep(string sessionId, SessionMemory session) => sessions[sessionId] = session;
}

/// <summary>A session as it was read: who asks by it, or why nobody does any more.</summary>
/// <param name="Caller">The caller, or <see cref="SessionEnded"/>.</param>
/// <param name="EndsAt">When it ends by itself.</param>
/// <param name="ReadAt">The clock's timestamp when it was read.</param>
internal sealed record SessionMemory(Result<Caller> Caller, DateTimeOffset EndsAt, long ReadAt);

/// <summary>A verified token, with what was last known of its session.</summary>
internal sealed class VerifiedToken(string userId, string sessionId, DateTimeOffset expiresAt, string keyId, IReadOnlyList<SigningKey> keys)
{
    private Recollection? last;
    private IReadOnlyList<SigningKey> keys = keys;

    public string UserId { get; } = userId;

    public string SessionId { get; } = sessionId;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>The session as it was found in this very memory of the user; null when it was found in none, or in one replaced since.</summary>
    public SessionMemory? In(UserMemory memory) => last is { } known && ReferenceEquals(known.User, memory) ? known.Session : null;

    /// <summary>True while its key is among those whose tokens are good; it is looked for again only when they changed.</summary>
    public bool IsSignedByOneOf(IReadOnlyList<SigningKey> present)
    {
        if (ReferenceEquals(present, keys))
        {
            return true;
        }

        if (!present.Any(key => key.KeyId == keyId))
        {
            return false;
        }

        keys = present;
        return true;
    }

    public void Remember(UserMemory memory, SessionMemory session) => last = new Recollection(memory, session);

    private sealed record Recollection(UserMemory User, SessionMemory Session);
}
