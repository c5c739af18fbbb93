using CryptoVault.Messaging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>Where a document lies.</summary>
internal readonly record struct DocumentKey(string Container, string Partition, string Id);

/// <summary>
/// An outbox document in memory: which of its messages are open, and what the store must still learn. Consumers
/// change it under its lock; <see cref="OutboxWriter"/> alone writes it.
/// </summary>
internal sealed class QueuedDocument
{
    private readonly Lock gate = new();
    private readonly OutboxDocument document;
    private readonly bool[] done;
    private int[]? failures;
    private List<DeadLetter>? dead;
    private TaskCompletionSource? written;
    private int open;
    private bool changed;
    private bool queued;

    public QueuedDocument(DocumentKey key, OutboxDocument document, string etag)
    {
        Key = key;
        ETag = etag;
        this.document = document;
        done = new bool[document.Messages.Count];
        open = done.Length;
        foreach (var ordinal in document.Completed ?? [])
        {
            done[ordinal] = true;
            open--;
        }

        failures = document.DeliveryCounts is null ? null : [.. document.DeliveryCounts];
    }

    public DocumentKey Key { get; }

    public OutboxDocument Document => document;

    /// <summary>The version in the store; only the writer changes it.</summary>
    public string ETag { get; set; }

    public bool IsDone(int ordinal)
    {
        lock (gate)
        {
            return done[ordinal];
        }
    }

    public int Failures(int ordinal)
    {
        lock (gate)
        {
            return failures?[ordinal] ?? 0;
        }
    }

    /// <summary>The message is handled; true when the document must go to the writer for that.</summary>
    public bool Complete(int ordinal)
    {
        lock (gate)
        {
            done[ordinal] = true;
            return --open == 0 && Enlist();
        }
    }

    /// <summary>A delivery failed; true when the document must go to the writer for that.</summary>
    public bool Fail(int ordinal)
    {
        lock (gate)
        {
            failures ??= new int[done.Length];
            failures[ordinal]++;
            return Enlist();
        }
    }

    /// <summary>The message becomes a dead letter.</summary>
    public bool Bury(int ordinal, string reason, DateTimeOffset now)
    {
        lock (gate)
        {
            done[ordinal] = true;
            open--;
            (dead ??= []).Add(new DeadLetter(ordinal, reason, (failures?[ordinal] ?? 0) + 1, now));
            return Enlist();
        }
    }

    /// <summary>Ends when everything known of the document by now is in the store.</summary>
    public Task WhenWritten()
    {
        lock (gate)
        {
            return changed || queued
                ? (written ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }
    }

    /// <summary>What to write now; changes from here on are a later write's.</summary>
    public DocumentWrite TakeWrite(int maxDeadLetters)
    {
        lock (gate)
        {
            changed = false;
            var buried = dead is null ? [] : dead.GetRange(0, Math.Min(dead.Count, maxDeadLetters));
            var remaining = open + (dead?.Count ?? 0) - buried.Count;
            return new DocumentWrite(this, ETag, buried, remaining == 0 ? null : Rewritten(buried));
        }
    }

    /// <summary>The write is in the store. True when there is more to write.</summary>
    public bool Written(DocumentWrite write, out TaskCompletionSource? waiting)
    {
        lock (gate)
        {
            dead?.RemoveRange(0, write.DeadLetters.Count);
            if (changed || dead?.Count > 0)
            {
                waiting = null;
                return true;
            }

            queued = false;
            waiting = written;
            written = null;
            return false;
        }
    }

    /// <summary>The document is somebody else's now: whoever waits for a write of it need not wait longer.</summary>
    public void Forget()
    {
        lock (gate)
        {
            queued = true; // it never goes to the writer again
            written?.TrySetResult();
            written = null;
        }
    }

    private bool Enlist()
    {
        changed = true;
        if (queued)
        {
            return false;
        }

        queued = true;
        return true;
    }

    private OutboxDocument Rewritten(List<DeadLetter> buried)
    {
        var moved = buried.Select(letter => letter.Ordinal).ToHashSet();
        var unmoved = dead?.Skip(buried.Count).Select(letter => letter.Ordinal).ToHashSet();
        var completed = Enumerable.Range(0, done.Length).Where(ordinal => moved.Contains(ordinal) || (done[ordinal] && unmoved?.Contains(ordinal) != true)).ToArray();
        return document with
        {
            DeliveryCounts = failures is null ? null : [.. failures],
            Completed = completed.Length == 0 ? null : completed,
        };
    }
}

/// <summary>A message on its way to become a dead letter.</summary>
internal sealed record DeadLetter(int Ordinal, string Reason, int Deliveries, DateTimeOffset At);

/// <summary>What is to be written of a document: new dead letters, and the document as it then is (null: deleted).</summary>
internal sealed record DocumentWrite(QueuedDocument Entry, string ETag, IReadOnlyList<DeadLetter> DeadLetters, OutboxDocument? Remaining);
