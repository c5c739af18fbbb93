using System.Collections.Concurrent;
using CryptoVault.Accounts;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Protection;

/// <summary>
/// The users' data keys. They lie in the store encrypted by the service's keys and are kept in memory for a while, a bounded
/// number of them, so that reading a personal value costs neither a read of the store nor a call of the keeper.
/// </summary>
public sealed class PersonalKeys(IDocumentStore store, IServiceKeys keys, IRandomness randomness, TimeProvider clock)
{
    /// <summary>Most keys that are kept in memory.</summary>
    public const int MostKept = 20_000;

    /// <summary>How long a key is kept: so long it may still be used in another process after it was destroyed in this one.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (PersonalKey Key, long ReadAt)> known = new(StringComparer.Ordinal);

    /// <summary>The user that a partition is of; null for one whose documents have no personal members.</summary>
    public static string? UserOf(PartitionKey partition) =>
        partition.Container == AccountPartitions.Users && !partition.Value.Contains(':', StringComparison.Ordinal) ? partition.Value : null;

    /// <summary>A document of a user that was read from the store, with its personal members readable.</summary>
    /// <exception cref="ServiceKeysException">The keeper of the key-encryption keys cannot be asked now.</exception>
    public async ValueTask<T> RevealAsync<T>(string userId, T document, CancellationToken cancellation = default) where T : class =>
        (await FindAsync(userId, cancellation)).Open(document);

    /// <summary>Reads one personal value of a user.</summary>
    /// <exception cref="ServiceKeysException">The keeper of the key-encryption keys cannot be asked now.</exception>
    public async ValueTask<PersonalText> OpenAsync(string userId, PersonalText value, string member, CancellationToken cancellation = default) =>
        (await FindAsync(userId, cancellation)).Open(value, member);

    /// <summary>Reads a document of a user with its personal members, or null when there is none.</summary>
    /// <exception cref="ServiceKeysException">The keeper of the key-encryption keys cannot be asked now.</exception>
    public async ValueTask<T?> ReadAsync<T>(string userId, string id, CancellationToken cancellation = default) where T : class, IDocument<T>
    {
        var place = AccountPartitions.OfUser(userId);
        if (Recall(userId) is { } key)
        {
            return await store.FindAsync<T>(place, id, cancellation) is { } document ? key.Open(document) : null;
        }

        var both = await store.ReadManyAsync(place.Container, place.Value, [id, DataKeyDocument.DocumentId], cancellation);
        var unwrapped = await UnwrapAsync(userId, both[1] is { } stored ? DocumentCodec.Decode<DataKeyDocument>(stored) : null, cancellation);
        return both[0] is { } found ? unwrapped.Open(DocumentCodec.Decode<T>(found)) : null;
    }

    /// <summary>The key that a document holds; one that opens nothing when there is no document, or the key was destroyed.</summary>
    /// <exception cref="ServiceKeysException">The keeper of the key-encryption keys cannot be asked now.</exception>
    internal async ValueTask<PersonalKey> UnwrapAsync(string userId, DataKeyDocument? document, CancellationToken cancellation = default)
    {
        if (document?.Key is not { } wrapped)
        {
            Forget(userId);
            return new PersonalKey(userId, null, null); // not kept: the first one may be made any time
        }

        if (Recall(userId) is { } kept)
        {
            return kept;
        }

        var readAt = clock.GetTimestamp();
        var key = new PersonalKey(userId, await keys.UnwrapAsync(wrapped, DataKeyDocument.PlaceOf(userId), cancellation), randomness);
        Keep(key, readAt);
        return key;
    }

    /// <summary>A new key: its document is to be added in the commit that adds the first value it seals.</summary>
    /// <exception cref="ServiceKeysException">The keeper of the key-encryption keys cannot be asked now.</exception>
    internal async ValueTask<(PersonalKey Key, DataKeyDocument Document)> CreateAsync(string userId, CancellationToken cancellation = default)
    {
        var bytes = new byte[PersonalKey.Bytes];
        randomness.Fill(bytes);
        var wrapped = await keys.WrapAsync(bytes, DataKeyDocument.PlaceOf(userId), cancellation);
        var document = new DataKeyDocument(userId, StoredTime.Format(clock.GetUtcNow())) { WrappedUnder = wrapped.KeyId, Wrapped = wrapped.Content };
        return (new PersonalKey(userId, bytes, randomness), document);
    }

    /// <summary>Forgets a key that was destroyed.</summary>
    public void Forget(string userId) => known.TryRemove(userId, out _);

    private ValueTask<PersonalKey> FindAsync(string userId, CancellationToken cancellation) =>
        Recall(userId) is { } key ? new(key) : new(FindStoredAsync(userId, cancellation));

    private async Task<PersonalKey> FindStoredAsync(string userId, CancellationToken cancellation) =>
        await UnwrapAsync(userId, await store.FindAsync<DataKeyDocument>(AccountPartitions.OfUser(userId), DataKeyDocument.DocumentId, cancellation), cancellation);

    private PersonalKey? Recall(string userId) => known.TryGetValue(userId, out var found) && clock.GetElapsedTime(found.ReadAt) < Kept ? found.Key : null;

    private void Keep(PersonalKey key, long readAt)
    {
        if (known.Count >= MostKept)
        {
            foreach (var old in known.Where(one => clock.GetElapsedTime(one.Value.ReadAt) >= Kept).Select(one => one.Key).ToArray())
            {
                known.TryRemove(old, out _);
            }

            if (known.Count >= MostKept)
            {
                known.Clear();
            }
        }

        known[key.UserId] = (key, readAt);
    }
}

/// <summary>Reads of documents with personal members, past <c>Partitions</c>.</summary>
public static class PersonalReads
{
    /// <summary>Reads a document of a user with its personal members, or null when there is none.</summary>
    /// <param name="store">The store.</param>
    /// <param name="personal">The keys; null where personal members are not encrypted.</param>
    /// <param name="userId">Whose document it is.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public static ValueTask<T?> FindPersonalAsync<T>(this IDocumentStore store, PersonalKeys? personal, string userId, string id, CancellationToken cancellation = default)
        where T : class, IDocument<T> =>
        personal is null ? store.FindAsync<T>(AccountPartitions.OfUser(userId), id, cancellation) : personal.ReadAsync<T>(userId, id, cancellation);
}
