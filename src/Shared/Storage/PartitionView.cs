using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Audit;
using CryptoVault.Messaging;
using CryptoVault.Protection;
using CryptoVault.Streams.UserEvents;

namespace CryptoVault.Storage;

/// <summary>
/// What a decision sees and changes: the documents of one partition, as one state. A decision is a pure function
/// of this view (it may be run several times, and only its last run counts): <see cref="Find{T}"/> may answer
/// null for a document that is not loaded yet; that run is then discarded, the document loaded, and the decision
/// run again.
/// </summary>
public sealed class PartitionView
{
    private readonly PartitionMemory loaded;
    private readonly Dictionary<string, PartitionDocument> group;
    private readonly Dictionary<string, PartitionDocument> changes = new(StringComparer.Ordinal);
    private readonly List<OutboxMessage> messages = [];
    private readonly Partitions owner;
    private List<PromisedEvent>? events;
    private List<string>? missing;

    internal PartitionView(
        PartitionKey partition, PartitionMemory loaded, Dictionary<string, PartitionDocument> group, PartitionCommand command, Partitions owner)
    {
        Partition = partition;
        this.loaded = loaded;
        this.group = group;
        this.owner = owner;
        CorrelationId = command.CorrelationId;
        Origin = command.Origin;
    }

    /// <summary>The partition.</summary>
    public PartitionKey Partition { get; }

    /// <summary>The correlation id of the request, message or job that caused the decision.</summary>
    public string CorrelationId { get; }

    /// <summary>Whom the request that caused the decision is by, and where it comes from; null outside requests.</summary>
    internal AuditOrigin? Origin { get; }

    internal IReadOnlyDictionary<string, PartitionDocument> Changes => changes;

    internal IReadOnlyList<OutboxMessage> Messages => messages;

    internal IReadOnlyList<PromisedEvent> Events => (IReadOnlyList<PromisedEvent>?)events ?? [];

    internal IReadOnlyList<string> Missing => (IReadOnlyList<string>?)missing ?? [];

    /// <summary>The document, with this decision's and earlier decisions' changes; null when there is none.</summary>
    public T? Find<T>(string id) where T : class, IDocument<T>
    {
        if (changes.TryGetValue(id, out var found) || group.TryGetValue(id, out found))
        {
            return (T?)found.Value;
        }

        var needsKey = PersonalMembers<T>.AreThere && loaded.Key is null && owner.HasPersonal(Partition);
        if (!loaded.TryGetValue(id, out found))
        {
            (missing ??= []).Add(id);
            if (needsKey)
            {
                missing.Add(DataKeyDocument.DocumentId);
            }

            return null;
        }

        if (found is RawDocument raw)
        {
            if (needsKey && raw.Stored is not null)
            {
                (missing ??= []).Add(DataKeyDocument.DocumentId);
                return null;
            }

            loaded[id] = found = raw.As<T>(loaded.Key);
        }

        return (T?)found.Value;
    }

    /// <summary>
    /// Writes a document that does not exist. The caller has looked for it, or has an id that is new by
    /// construction (a new UUID, the next number of a sequence).
    /// </summary>
    /// <exception cref="InvalidOperationException">The document is known to exist.</exception>
    public void Add<T>(T document) where T : class, IDocument<T>
    {
        if (Current(document.Id)?.Value is not null)
        {
            throw new InvalidOperationException($"'{document.Id}' exists already in {Partition}.");
        }

        changes[document.Id] = new PartitionDocument<T>(document.Id, document);
    }

    /// <summary>Replaces a document that was found.</summary>
    /// <exception cref="InvalidOperationException">The document was not found in this view.</exception>
    public void Set<T>(T document) where T : class, IDocument<T>
    {
        if (Current(document.Id)?.Value is null && !IsIncomplete)
        {
            throw new InvalidOperationException($"'{document.Id}' was not found in {Partition}, so it cannot be replaced.");
        }

        changes[document.Id] = new PartitionDocument<T>(document.Id, document);
    }

    /// <summary>Adds the document, or replaces the one that was found. The caller has looked for it.</summary>
    public void Put<T>(T document) where T : class, IDocument<T> =>
        changes[document.Id] = new PartitionDocument<T>(document.Id, document);

    /// <summary>Deletes a document that was found; a document that does not exist stays so.</summary>
    public void Remove<T>(string id) where T : class, IDocument<T>
    {
        if (Find<T>(id) is not null)
        {
            changes[id] = new PartitionDocument<T>(id, null);
        }
    }

    /// <summary>Promises a message: it is written with the commit and published after it.</summary>
    /// <param name="queue">The queue (see <see cref="Queues"/>).</param>
    /// <param name="messageId">The id by which a repetition is recognised.</param>
    /// <param name="sessionId">The session, or null.</param>
    /// <param name="body">The message's content.</param>
    /// <param name="json">How to write it.</param>
    /// <param name="notBefore">Not to be delivered before this time; null for now.</param>
    public void Send<T>(string queue, string messageId, string? sessionId, T body, JsonTypeInfo<T> json, DateTimeOffset? notBefore = null) =>
        messages.Add(new OutboxMessage(queue, messageId, sessionId, JsonSerializer.SerializeToElement(body, json), CorrelationId) { ScheduledFor = notBefore });

    /// <summary>Encrypts a personal value for a message, which unlike documents is written at once. The user must have a data key.</summary>
    internal PersonalText SealNow(PersonalText value, string member)
    {
        if (!owner.HasPersonal(Partition))
        {
            return value;
        }

        if (loaded.Key is { } key)
        {
            return key.Seal(value, member);
        }

        (missing ??= []).Add(DataKeyDocument.DocumentId);
        return default;
    }

    /// <summary>A new id and the time, for what is written about the decision and does not decide it.</summary>
    internal (string Id, DateTimeOffset Time) Stamp() => (owner.Ids.New(), owner.Clock.GetUtcNow());
    internal void Tell(PromisedEvent promised) => (events ??= []).Add(promised);

    /// <summary>True when the run asked for something that is not loaded and will be discarded.</summary>
    internal bool IsIncomplete => missing is not null;

    private PartitionDocument? Current(string id) =>
        changes.TryGetValue(id, out var found) || group.TryGetValue(id, out found) || loaded.TryGetValue(id, out found) ? found : null;
}
