using CryptoVault.Storage;

namespace CryptoVault.Streams.UserEvents;

/// <summary>
/// Where the sequence of a user's private events stands. Events live for some days, and no document outlives them: after
/// a pause that is longer than that, the sequence goes on from the number of the day (its microseconds since 1970), which
/// is larger than any before it. So a sequence never comes back, and whoever asks for what follows an old one is told that
/// it is too old.
/// </summary>
internal sealed class UserSequence
{
    /// <summary>How long what this process remembers is believed: far shorter than the events live.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(12);

    private long last;
    private DateTimeOffset knownAt = DateTimeOffset.MinValue;

    /// <summary>The sequence that a user has before its first event of a day, when there are none of other days.</summary>
    public static long StartOf(DateTimeOffset time) => (time.UtcDateTime.Date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>A user's newest document of events, or null.</summary>
    public static async ValueTask<UserEventsDocument?> NewestAsync(IDocumentStore store, PartitionKey partition, long? upTo = null, CancellationToken cancellation = default)
    {
        var page = await store.QueryAsync(
            new DocumentQuery(partition.Container, IndexDefinition.ById)
            {
                Partition = partition.Value,
                From = UserEventsDocument.IdPrefix,
                To = upTo is { } sequence ? UserEventsDocument.IdOf(sequence + 1) : UserEventsDocument.IdEnd,
                Descending = true,
                Limit = 1,
            },
            cancellation);
        return page.Items.Count == 0 ? null : DocumentCodec.Decode<UserEventsDocument>(page.Items[0]);
    }

    /// <summary>The document of the next events.</summary>
    public async ValueTask<UserEventsDocument> NextAsync(IDocumentStore store, PartitionKey partition, DateTimeOffset now, IReadOnlyList<UserEvent> events)
    {
        if (now < knownAt || now - knownAt > Memory)
        {
            if (await NewestAsync(store, partition) is not { } newest)
            {
                return UserEventsDocument.Of(StartOf(now) + 1, true, now, events);
            }

            (last, knownAt) = (newest.LastSequence, now);
        }

        return UserEventsDocument.Of(last + 1, false, now, events);
    }

    /// <summary>The events are committed.</summary>
    public void Advance(UserEventsDocument written, DateTimeOffset now) => (last, knownAt) = (written.LastSequence, now);

    /// <summary>Another process may have written.</summary>
    public void Forget() => knownAt = DateTimeOffset.MinValue;
}
