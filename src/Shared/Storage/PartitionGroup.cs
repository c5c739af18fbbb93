using System.Runtime.InteropServices;
using CryptoVault.Messaging;
using CryptoVault.Protection;
using CryptoVault.Streams.UserEvents;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Storage;

/// <summary>Decisions that are committed together: their merged changes, promised messages and private events.</summary>
internal sealed class PartitionGroup(Partitions owner, PartitionKey partition, PartitionMemory loaded, UserSequence sequence)
{
    /// <summary>Room is left below the batch's limit in bytes for JSON that is larger than estimated.</summary>
    private const int MaxOperations = DocumentBatch.MaxOperations - 4; // two of the outbox, the events, and perhaps the data key
    private const int MaxMessageBytes = 1024 * 1024;

    private readonly Dictionary<string, PartitionDocument> changes = new(StringComparer.Ordinal);
    private readonly List<OutboxMessage> messages = [];
    private readonly List<PromisedEvent> events = [];
    private Dictionary<PartitionCommand, Exception>? bugs;
    private int messageBytes;
    private readonly List<OutboxItem> outbox = [];
    private UserEventsDocument? told;
    private bool readBack;
    private int loads;
    private bool torn;

    /// <summary>
    /// Decides commands in order until the batch is full or <paramref name="last"/> is reached; returns where it stopped,
    /// or null when another process wrote between two reads of one decision, so that all must be decided again.
    /// </summary>
    public async ValueTask<int?> DecideAsync(List<PartitionCommand> commands, int start, int last)
    {
        changes.Clear();
        messages.Clear();
        events.Clear();
        bugs = null;
        messageBytes = 0;
        outbox.Clear();
        told = null;
        readBack = false;
        loads = 0;
        torn = false;
        for (var i = start; i < last; i++)
        {
            var view = await DecideOneAsync(commands[i]);
            if (torn)
            {
                return null;
            }

            if (view is null)
            {
                continue;
            }

            if (i > start && !Fits(view))
            {
                return i;
            }

            foreach (var (id, change) in view.Changes)
            {
                changes[id] = change;
            }

            messages.AddRange(view.Messages);
            foreach (var promised in view.Events)
            {
                events.RemoveAll(earlier => promised.Replaces is not null && earlier.Replaces == promised.Replaces);
                events.Add(promised);
            }

            messageBytes += BytesOf(view);
        }

        return last;
    }

    public async ValueTask<CommitResult> CommitAsync()
    {
        var key = await KeyOfPersonalMembersAsync();
        var operations = new List<DocumentOperation>(changes.Count + 1);
        var written = new List<PartitionDocument>(changes.Count);
        foreach (var (id, change) in changes)
        {
            var etag = loaded.TryGetValue(id, out var before) ? before.ETag : null;
            if (change.Value is null && etag is null)
            {
                continue; // added and removed within the group
            }

            operations.Add(change.ToOperation(etag, key));
            written.Add(change);
        }

        var now = owner.Clock.GetUtcNow();
        UserEventsDocument? eventsDocument = null;
        if (events.Count > 0)
        {
            eventsDocument = await sequence.NextAsync(owner.Store, partition, now, [.. events.Select(static promised => promised.Event)]);
            operations.Add(DocumentOperation.Create(eventsDocument.Id, DocumentCodec.Encode(eventsDocument), eventsDocument.TimeToLive));
        }

        var outboxes = OutboxDocument.Of(messages, owner.Ids, StoredTime.Format(now));
        operations.AddRange(outboxes.Select(static document => DocumentOperation.Create(document.Id, DocumentCodec.Encode(document))));

        if (operations.Count == 0)
        {
            return new CommitResult(CommitStatus.Committed);
        }

        var outcome = await CommitSurelyAsync(new DocumentBatch(partition.Container, partition.Value, operations));
        if (!outcome.IsCommitted)
        {
            sequence.Forget();
            return outcome;
        }

        if (eventsDocument is not null)
        {
            sequence.Advance(eventsDocument, now);
            told = eventsDocument;
        }

        for (var i = 0; i < written.Count && !readBack; i++)
        {
            written[i].ETag = outcome.ETags[i];
            loaded[written[i].Id] = written[i];
        }

        if (changes.ContainsKey(DataKeyDocument.DocumentId) && key is not { IsThere: true })
        {
            loaded.Clear(); // it was destroyed: what it could read is forgotten with it
        }

        for (var i = 0; i < outboxes.Count; i++)
        {
            if (outcome.ETags[^(outboxes.Count - i)] is { } version)
            {
                outbox.Add(new OutboxItem(partition.Container, partition.Value, outboxes[i], version));
            }
        }

        return outcome;
    }

    /// <summary>Answers a command, once the group is committed: until then it may be decided again, and otherwise.</summary>
    public void Complete(PartitionCommand command)
    {
        if (bugs is not null && bugs.TryGetValue(command, out var bug))
        {
            command.Fail(bug);
        }
        else
        {
            command.Complete();
        }
    }

    /// <summary>Tells the streams of this process.</summary>
    public void Announce()
    {
        if (told is not null)
        {
            owner.Signals?.Announce(partition.Value, told);
        }
    }

    /// <summary>The fast path: what cannot be published now is published by the sweep.</summary>
    public async ValueTask PublishAsync()
    {
        foreach (var item in outbox)
        {
            try
            {
                await owner.Bus.PublishAsync(item);
            }
            catch (Exception exception)
            {
                owner.Logger.LogWarning(exception, "Outbox {Id} of {Partition} was not published at once; the sweep will.", item.Document.Id, partition);
            }
        }
    }

    /// <summary>
    /// The key that this commit's personal members are encrypted with; null when there are none. The first such member
    /// of a user is committed together with the new key.
    /// </summary>
    private async ValueTask<PersonalKey?> KeyOfPersonalMembersAsync()
    {
        if (owner.Personal is not { } personal || PersonalKeys.UserOf(partition) is not { } userId)
        {
            return null;
        }

        if (changes.TryGetValue(DataKeyDocument.DocumentId, out var changed))
        {
            return await personal.UnwrapAsync(userId, changed.Value as DataKeyDocument);
        }

        if (!changes.Values.Any(change => change.IsPersonal))
        {
            return null;
        }

        if (loaded.Key is null)
        {
            await LoadAsync([DataKeyDocument.DocumentId]);
        }

        if (loaded[DataKeyDocument.DocumentId].Value is not null)
        {
            return loaded.Key;
        }

        var created = await personal.CreateAsync(userId);
        changes[DataKeyDocument.DocumentId] = new PartitionDocument<DataKeyDocument>(DataKeyDocument.DocumentId, created.Document);
        return loaded.Key = created.Key;
    }

    private static int BytesOf(PartitionView view)
    {
        var bytes = 0;
        foreach (var message in view.Messages)
        {
            bytes += JsonMarshal.GetRawUtf8Value(message.Body).Length;
        }

        foreach (var promised in view.Events)
        {
            bytes += promised.Event.Data.Length;
        }

        return bytes;
    }

    private bool Fits(PartitionView view)
    {
        var added = 0;
        foreach (var id in view.Changes.Keys)
        {
            added += changes.ContainsKey(id) ? 0 : 1;
        }

        return changes.Count + added <= MaxOperations && messageBytes + BytesOf(view) <= MaxMessageBytes;
    }

    /// <summary>Runs one decision until it has all it asked for; null when it refused, failed or changed nothing.</summary>
    private async ValueTask<PartitionView?> DecideOneAsync(PartitionCommand command)
    {
        while (true)
        {
            var view = new PartitionView(partition, loaded, changes, command, owner);
            var changed = false;
            Exception? bug = null;
            try
            {
                changed = command.Decide(view);
            }
            catch (Exception exception)
            {
                bug = exception; // unless it ran on documents that were not there yet; then the next run decides
            }

            if (view.IsIncomplete)
            {
                await LoadAsync(view.Missing);
                continue;
            }

            if (changed && bug is null)
            {
                return view; // the ETags of what it writes tell whether it was true
            }

            torn = await IsTornAsync();
            if (bug is not null && !torn)
            {
                (bugs ??= []).Add(command, bug);
            }

            return null;
        }
    }

    /// <summary>
    /// A refusal writes nothing, so no ETag tells whether it was decided on one state: where documents were read in
    /// several steps and other processes write, they are looked at once more.
    /// </summary>
    private async ValueTask<bool> IsTornAsync()
    {
        if (owner.Options.ExclusiveProcess || loads < 2)
        {
            return false;
        }

        string[] ids = [.. loaded.Keys];
        var now = await owner.Store.ReadManyAsync(partition.Container, partition.Value, ids);
        return ids.Where((id, i) => loaded[id].ETag != now[i]?.ETag).Any();
    }

    private async ValueTask LoadAsync(IReadOnlyList<string> ids)
    {
        loads++;
        var wanted = ids.Distinct(StringComparer.Ordinal).ToArray();
        var documents = await owner.Store.ReadManyAsync(partition.Container, partition.Value, wanted);
        for (var i = 0; i < wanted.Length; i++)
        {
            loaded[wanted[i]] = new RawDocument(wanted[i], documents[i]) { ETag = documents[i]?.ETag };
            if (wanted[i] == DataKeyDocument.DocumentId && owner.Personal is { } personal && PersonalKeys.UserOf(partition) is { } userId)
            {
                loaded.Key = await personal.UnwrapAsync(userId, documents[i] is { } stored ? DocumentCodec.Decode<DataKeyDocument>(stored) : null);
            }
        }
    }

    /// <summary>
    /// After a lost answer: repeats the identical batch, and when that meets its own documents, reads them back.
    /// A repetition that is throttled or finds the store away says nothing about the first try, so it goes on asking.
    /// </summary>
    private async ValueTask<CommitResult> CommitSurelyAsync(DocumentBatch batch)
    {
        var outcome = await owner.Store.CommitAsync(batch);
        for (var attempt = 1; outcome.Status == CommitStatus.Unknown && attempt < owner.Options.MaxAttempts; attempt++)
        {
            var repeated = await owner.Store.CommitAsync(batch);
            switch (repeated.Status)
            {
                case CommitStatus.AlreadyExists or CommitStatus.PreconditionFailed or CommitStatus.NotFound:
                    return await ReadBackAsync(batch, repeated);
                case CommitStatus.Throttled or CommitStatus.Unavailable:
                    await Task.Delay(owner.Backoff(attempt), owner.Clock);
                    break;
                default:
                    outcome = repeated;
                    break;
            }
        }

        return outcome;
    }

    /// <summary>
    /// A repeated batch met existing documents: if a creation or replacement of it stands in the store word for
    /// word, the first try had landed (a batch is atomic). Others may have written since, so nothing read here is kept.
    /// </summary>
    private async ValueTask<CommitResult> ReadBackAsync(DocumentBatch batch, CommitResult otherwise)
    {
        var documents = await owner.Store.ReadManyAsync(batch.Container, batch.Partition, [.. batch.Operations.Select(operation => operation.Id)]);
        var etags = batch.Operations.Zip(documents, (operation, stored) =>
            operation.Kind != DocumentOperationKind.Delete && stored is not null && stored.Body.Span.SequenceEqual(operation.Body.Span) ? stored.ETag : null).ToArray();
        // One document alone may stand there because another process decided the same (a settlement that came twice, say); a
        // created one that is missing proves that this batch did not land. Only outbox documents go away by themselves so soon.
        var isMissing = batch.Operations.Zip(documents).Any(pair =>
            pair.First.Kind == DocumentOperationKind.Create && pair.Second is null && !pair.First.Id.StartsWith(OutboxDocument.IdPrefix, StringComparison.Ordinal));
        if (isMissing || etags.All(etag => etag is null))
        {
            return otherwise;
        }

        loaded.Clear();
        readBack = true;
        return new CommitResult(CommitStatus.Committed) { ETags = etags };
    }
}
