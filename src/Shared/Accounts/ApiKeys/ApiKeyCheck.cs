using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Accounts.Access;
using CryptoVault.Ids;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.ApiKeys;

/// <summary>
/// Tells who is behind a signed request. Keys are read once per user and remembered until something of the user changes
/// (told by <see cref="IAccessSignals"/>) or, where other processes may change them, for a few seconds.
/// </summary>
public sealed class ApiKeyCheck : IDisposable
{
    private const int MostUsers = 100_000;

    private readonly ConcurrentDictionary<string, UserKeys> users = new(StringComparer.Ordinal);
    private readonly IDocumentStore store;
    private readonly ApiKeyTokens tokens;
    private readonly ApiKeySecrets secrets;
    private readonly PartitionOptions partitions;
    private readonly AccountOptions options;
    private readonly IIds ids;
    private readonly TimeProvider clock;
    private readonly PersonalKeys? personal;
    private readonly IDisposable subscription;

    /// <summary>Creates the check, which listens to changes until it is disposed.</summary>
    public ApiKeyCheck(
        IDocumentStore store, ApiKeyTokens tokens, ApiKeySecrets secrets, IAccessSignals signals, PartitionOptions partitions, AccountOptions options, IIds ids, TimeProvider clock,
        PersonalKeys? personal = null)
    {
        this.store = store;
        this.tokens = tokens;
        this.secrets = secrets;
        this.partitions = partitions;
        this.options = options;
        this.ids = ids;
        this.clock = clock;
        this.personal = personal;
        subscription = signals.Listen(userId => users.TryRemove(userId, out _));
    }

    /// <summary>Checks a request.</summary>
    /// <param name="token">What came as <c>X-API-Key</c>.</param>
    /// <param name="request">The signed request; null when it is not signed as it must be.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="fresh">True to read the keys even when they are remembered, unless this process alone writes them.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    /// <returns>The caller, and a guard to engage where the request changes state.</returns>
    public async ValueTask<Result<SignedCaller>> CheckAsync(
        string token, SignedRequest? request, IPAddress? address, bool fresh, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (request is null || tokens.Read(token) is not { } ids)
        {
            return new InvalidApiKey();
        }

        var known = await FindAsync(ids.UserId, fresh, cancellation);
        if (known?.Keys.Find(ids.KeyId) is not { } key || now >= key.ExpiresAt || !IsFrom(key, address) || !IsSigned(known, key, request))
        {
            return new InvalidApiKey();
        }

        if (!request.IsTimely(now))
        {
            return new TimestampOutsideWindow(now.ToUnixTimeMilliseconds());
        }

        var caller = new Caller(ids.UserId, $"api-key:{key.KeyId}", known.Profile.RoleSet, known.Profile.KycLevel)
        {
            HasSecondFactor = known.Profile.SecondFactorSince is not null,
            Scopes = key.Scopes,
            ApiKeyId = key.KeyId,
        };
        return new SignedCaller(caller, new SpendSignature(AccountPartitions.OfUser(ids.UserId), HashOf(key, request), this.ids.New()));
    }

    /// <inheritdoc />
    public void Dispose() => subscription.Dispose();

    /// <summary>Two ways to write one signature are one signature: what is hashed is what it signs, by which key.</summary>
    private static string HashOf(ApiKey key, SignedRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(key.KeyId), .. request.Payload]).AsSpan(0, 16));

    private static bool IsFrom(ApiKey key, IPAddress? address)
    {
        if (key.Addresses.Count == 0)
        {
            return true;
        }

        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && key.Addresses.Any(
            allowed => IPNetwork.TryParse(allowed.Value, out var network) ? network.Contains(plain) : IPAddress.Parse(allowed.Value).Equals(plain));
    }

    private bool IsSigned(UserKeys known, ApiKey key, SignedRequest request)
    {
        var material = known.Materials.GetOrAdd(key.KeyId, _ => key.Kind == ApiKeyKind.Hmac ? secrets.Open(key) : Convert.FromBase64String(key.Material));
        return key.Kind == ApiKeyKind.Hmac ? request.IsSignedWith(material) : request.IsSignedBy(material);
    }

    private async ValueTask<UserKeys?> FindAsync(string userId, bool fresh, CancellationToken cancellation)
    {
        if (users.TryGetValue(userId, out var known)
            && known.IsRead
            && (partitions.ExclusiveProcess || (!fresh && clock.GetElapsedTime(known.ReadAt) < options.AccessMemory)))
        {
            return known.IsUsable ? known : null;
        }

        if (users.Count > MostUsers)
        {
            users.Clear();
        }

        // The place is taken before reading: a change that is told meanwhile takes it away, with what was read.
        var memory = new UserKeys(clock.GetTimestamp());
        users[userId] = memory;
        var documents = await store.ReadManyAsync(AccountPartitions.Users, userId, [ProfileDocument.DocumentId, ApiKeysDocument.DocumentId], cancellation);
        var keys = documents[1] is { } stored ? DocumentCodec.Decode<ApiKeysDocument>(stored) : ApiKeysDocument.None;
        memory.Fill(
            documents[0] is { } profile ? DocumentCodec.Decode<ProfileDocument>(profile) : null,
            personal is null ? keys : await personal.RevealAsync(userId, keys, cancellation));
        return memory.IsUsable ? memory : null;
    }

    private sealed class UserKeys(long readAt)
    {
        private volatile ProfileDocument? profile;
        private volatile ApiKeysDocument? keys;

        public long ReadAt => readAt;

        public bool IsRead => keys is not null;

        public bool IsUsable => profile is { IsVerified: true, Status: AccountStatus.Active };

        public ProfileDocument Profile => profile!;

        public ApiKeysDocument Keys => keys!;

        public ConcurrentDictionary<string, byte[]> Materials { get; } = new(StringComparer.Ordinal);

        public void Fill(ProfileDocument? found, ApiKeysDocument document)
        {
            profile = found;
            keys = document;
        }
    }
}

/// <summary>Who sent a signed request.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Guard">Spends the signature; to be engaged where the request changes state.</param>
public sealed record SignedCaller(Caller Caller, DecisionGuard Guard);
