using System.Collections.Concurrent;
using System.Collections.Frozen;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.Tokens;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Access;

/// <summary>
/// Checks access tokens. A signature is verified once per token; session and roles are read once and remembered
/// until they change (told by <see cref="IAccessSignals"/>) or, where other processes may change them, for a few
/// seconds. Remembered, a check is a hash and two look-ups.
/// </summary>
public sealed class AccessCheck : IAccessCheck, IDisposable
{
    private const int MostTokens = 200_000;
    private const int MostUsers = 100_000;

    private readonly IAccessTokenValidator validator;
    private readonly IKeyRing keys;
    private readonly IDocumentStore store;
    private readonly PartitionOptions partitions;
    private readonly AccountOptions options;
    private readonly TimeProvider clock;
    private readonly IDisposable subscription;
    private readonly ConcurrentDictionary<TokenHash, VerifiedToken> tokens = new();
    private readonly ConcurrentDictionary<string, UserMemory> users = new(StringComparer.Ordinal);
    private volatile Headers? headers;
    private long sweptAt;

    /// <summary>Creates the check, which listens to changes until it is disposed.</summary>
    public AccessCheck(
        IAccessTokenValidator validator, IKeyRing keys, IDocumentStore store, IAccessSignals signals, PartitionOptions partitions, AccountOptions options, TimeProvider clock)
    {
        this.validator = validator;
        this.keys = keys;
        this.store = store;
        this.partitions = partitions;
        this.options = options;
        this.clock = clock;
        sweptAt = clock.GetTimestamp();
        subscription = signals.Listen(Forget);
    }

    /// <inheritdoc />
    public ValueTask<Result<Caller>> CheckAsync(string accessToken, bool fresh, CancellationToken cancellation)
    {
        var hash = TokenHash.Of(accessToken);
        if (!tokens.TryGetValue(hash, out var token))
        {
            return VerifyAsync(accessToken, hash, cancellation);
        }

        var now = clock.GetUtcNow();
        keys.Refresh();
        if (now >= token.ExpiresAt || !token.IsSignedByOneOf(keys.SigningKeys))
        {
            tokens.TryRemove(hash, out _);
            return new(new InvalidToken());
        }

        return users.TryGetValue(token.UserId, out var memory) && Recall(token, memory) is { } session && IsGood(session, fresh)
            ? new(now < session.EndsAt ? session.Caller : new SessionEnded())
            : ReadAsync(token, cancellation);
    }

    /// <inheritdoc />
    public void Dispose() => subscription.Dispose();

    private void Forget(string userId) => users.TryRemove(userId, out _);

    private static SessionMemory? Recall(VerifiedToken token, UserMemory memory)
    {
        if (token.In(memory) is { } known)
        {
            return known;
        }

        if (memory.Find(token.SessionId) is { } found)
        {
            token.Remember(memory, found);
            return found;
        }

        return null;
    }

    /// <summary>Where this process alone writes the store, what is remembered is true; elsewhere it is believed for a short while, and where it matters not at all.</summary>
    private bool IsGood(SessionMemory session, bool fresh) =>
        partitions.ExclusiveProcess || (!fresh && clock.GetElapsedTime(session.ReadAt) < options.AccessMemory);

    private async ValueTask<Result<Caller>> VerifyAsync(string accessToken, TokenHash hash, CancellationToken cancellation)
    {
        var present = keys.SigningKeys;
        if (KeyOf(accessToken) is not { } key || await validator.ValidateAsync(accessToken, key) is not { } claims)
        {
            return new InvalidToken();
        }

        var token = new VerifiedToken(claims.UserId, claims.SessionId, claims.ExpiresAt, key.KeyId, present);
        Sweep();
        tokens[hash] = token;
        return await ReadAsync(token, cancellation);
    }

    private async ValueTask<Result<Caller>> ReadAsync(VerifiedToken token, CancellationToken cancellation)
    {
        // The memory is taken before reading: a change that is told meanwhile puts another in its place, and what
        // was read goes into one that nobody looks at any more.
        if (users.Count > MostUsers)
        {
            users.Clear();
        }

        var memory = users.GetOrAdd(token.UserId, static _ => new UserMemory());
        var readAt = clock.GetTimestamp();
        var documents = await store.ReadManyAsync(
            AccountPartitions.Users, token.UserId, [ProfileDocument.DocumentId, SessionDocument.IdOf(token.SessionId)], cancellation);
        var session = StateOf(token, documents[0], documents[1], readAt);
        memory.Keep(token.SessionId, session);
        return session.Caller;
    }

    private SessionMemory StateOf(VerifiedToken token, StoredDocument? storedProfile, StoredDocument? storedSession, long readAt)
    {
        if (storedProfile is null || storedSession is null)
        {
            return new SessionMemory(new SessionEnded(), DateTimeOffset.MaxValue, readAt);
        }

        var profile = DocumentCodec.Decode<ProfileDocument>(storedProfile);
        var session = DocumentCodec.Decode<SessionDocument>(storedSession);
        return session.IsAlive(profile, clock.GetUtcNow())
            ? new SessionMemory(CallerOf(token, profile, session), session.ExpiresAt, readAt)
            : new SessionMemory(new SessionEnded(), DateTimeOffset.MaxValue, readAt);
    }

    private Caller CallerOf(VerifiedToken token, ProfileDocument profile, SessionDocument session) =>
        new(token.UserId, token.SessionId, profile.RoleSet, profile.KycLevel)
        {
            HasSecondFactor = profile.SecondFactorSince is not null,
            SecondFactorAt = session.SecondFactorAt,
            StepUpUntil = session.SecondFactorAt + options.StepUpLifetime,
        };

    /// <summary>
    /// The key that signed a token with this header; null when the header is not, to the letter, one that we write.
    /// So no other algorithm, type or key reference (<c>none</c>, <c>jku</c>, <c>jwk</c>, <c>x5u</c>) is ever looked at.
    /// </summary>
    private SigningKey? KeyOf(string accessToken)
    {
        var end = accessToken.IndexOf('.', StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var header = accessToken[..end];
        if (KnownHeaders().GetValueOrDefault(header) is { } key)
        {
            return key;
        }

        keys.Refresh(); // another process may have made a new key
        return KnownHeaders().GetValueOrDefault(header);
    }

    private FrozenDictionary<string, SigningKey> KnownHeaders()
    {
        var known = headers;
        if (known is null || !ReferenceEquals(known.Keys, keys.SigningKeys))
        {
            var present = keys.SigningKeys;
            headers = known = new Headers(present, present.ToFrozenDictionary(AccessTokens.HeaderOf, StringComparer.Ordinal));
        }

        return known.ByHeader;
    }

    /// <summary>Forgets expired tokens, at most once a minute or when there are too many.</summary>
    private void Sweep()
    {
        var before = Interlocked.Read(ref sweptAt);
        var due = clock.GetElapsedTime(before) >= TimeSpan.FromMinutes(1) || tokens.Count >= MostTokens;
        if (!due || Interlocked.CompareExchange(ref sweptAt, clock.GetTimestamp(), before) != before)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var (hash, token) in tokens)
        {
            if (now >= token.ExpiresAt)
            {
                tokens.TryRemove(hash, out _);
            }
        }

        if (tokens.Count >= MostTokens)
        {
            tokens.Clear();
        }
    }

    private sealed record Headers(IReadOnlyList<SigningKey> Keys, FrozenDictionary<string, SigningKey> ByHeader);
}
