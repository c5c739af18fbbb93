using System.Globalization;
using System.Text.Json;
using CryptoVault.Ledger;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Streams.UserEvents;

/// <summary>What follows the sequence is not all there any more, or the sequence is none of this user's.</summary>
public sealed record EventsExpired()
    : Error(ErrorKind.Gone, "EVENTS_EXPIRED", "The events after this sequence are not all kept any more. Read orders and balances anew, and go on from the last sequence.");

/// <summary>A private event as clients get it.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Message">The event.</param>
public readonly record struct SequencedMessage(long Sequence, StreamMessage Message);

/// <summary>Private events in order.</summary>
/// <param name="Items">The events.</param>
/// <param name="Last">The sequence of the last of them; without any, the one asked for.</param>
/// <param name="HasMore">True when there are more.</param>
public sealed record UserEventPage(IReadOnlyList<SequencedMessage> Items, long Last, bool HasMore);

/// <summary>Reads a user's private events back.</summary>
public sealed class ReadUserEvents(IDocumentStore store, TimeProvider clock)
{
    /// <summary>Most documents that are read at once.</summary>
    private const int MaxDocuments = 200;

    /// <summary>The sequence of a user's last event. Before the first one, a sequence that it will come after.</summary>
    public async ValueTask<long> LastAsync(string userId, CancellationToken cancellation = default) =>
        await UserSequence.NewestAsync(store, LedgerPartitions.OfUser(userId), cancellation: cancellation) is { } newest
            ? newest.LastSequence
            : UserSequence.StartOf(clock.GetUtcNow());

    /// <summary>The events that follow a sequence, oldest first, without a hole.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="after">The last sequence that the client has.</param>
    /// <param name="limit">About how many at most: the events of one commit come together.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    /// <returns>The events, or <see cref="EventsExpired"/>.</returns>
    public async ValueTask<Result<UserEventPage>> AfterAsync(string userId, long after, int limit, CancellationToken cancellation = default)
    {
        var partition = LedgerPartitions.OfUser(userId);
        var documents = new List<UserEventsDocument>();
        if (after < long.MaxValue && await UserSequence.NewestAsync(store, partition, after + 1, cancellation) is { } before && before.LastSequence > after)
        {
            documents.Add(before); // the client has a part of this commit, or its very first event is the next one
        }

        var query = new DocumentQuery(partition.Container, IndexDefinition.ById)
        {
            Partition = partition.Value, From = UserEventsDocument.IdOf(after == long.MaxValue ? after : after + 2), To = UserEventsDocument.IdEnd, Limit = Math.Clamp(limit, 1, MaxDocuments),
        };
        var page = await store.ListAsync<UserEventsDocument>(query, cancellation);
        documents.AddRange(page.Items);
        return documents.Count == 0
            ? await AtEndAsync(partition, after, cancellation)
            : !Follows(documents[0], after) ? new EventsExpired() : PageOf(documents, after, limit, page.Continuation is not null);
    }

    /// <summary>An event as clients get it.</summary>
    internal static StreamMessage MessageOf(UserEventsDocument document, int index)
    {
        var sequence = (document.FirstSequence + index).ToString(CultureInfo.InvariantCulture);
        var happened = document.Events[index];
        using var buffer = new MemoryStream(happened.Data.Length + 128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("sequence"u8, sequence);
            json.WriteString("kind"u8, happened.Kind);
            json.WriteString("time"u8, document.Time);
            json.WritePropertyName("data"u8);
            json.WriteRawValue(happened.Data.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        return StreamMessage.Of(happened.Kind, sequence, buffer.ToArray());
    }

    /// <summary>
    /// True when no event is missing between the sequence and the document: it holds the next one; or no older events were
    /// left when it was written, and the sequence is one that was given out since the last of those.
    /// </summary>
    private bool Follows(UserEventsDocument document, long after) =>
        document.FirstSequence <= after + 1 || (document.IsStart && IsKept(after));

    private bool IsKept(long sequence) => sequence >= UserSequence.StartOf(clock.GetUtcNow() - UserEventsDocument.Retention);

    /// <summary>There is nothing after the sequence: it is the last one, or one that was given out before the first.</summary>
    private async ValueTask<Result<UserEventPage>> AtEndAsync(PartitionKey partition, long after, CancellationToken cancellation)
    {
        var newest = await UserSequence.NewestAsync(store, partition, cancellation: cancellation);
        var isKnown = newest is null ? IsKept(after) && after <= UserSequence.StartOf(clock.GetUtcNow()) : newest.LastSequence == after;
        return isKnown ? new UserEventPage([], after, false) : new EventsExpired();
    }

    private static UserEventPage PageOf(List<UserEventsDocument> documents, long after, int limit, bool hasMore)
    {
        var items = new List<SequencedMessage>();
        var last = after;
        foreach (var document in documents)
        {
            if (items.Count >= limit)
            {
                return new UserEventPage(items, last, true);
            }

            for (var i = 0; i < document.Events.Count; i++)
            {
                if (document.FirstSequence + i > after)
                {
                    items.Add(new SequencedMessage(document.FirstSequence + i, MessageOf(document, i)));
                }
            }

            last = document.LastSequence;
        }

        return new UserEventPage(items, last, hasMore);
    }
}
