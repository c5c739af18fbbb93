using System.Runtime.InteropServices;
using CryptoVault.Messaging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>A message in memory; all members are guarded by its queue's lock.</summary>
internal sealed class QueuedMessage(QueuedDocument document, int ordinal, DateTimeOffset enqueued, long sequence)
{
    public QueuedDocument Document { get; } = document;

    public int Ordinal { get; } = ordinal;

    public OutboxMessage Content { get; } = document.Document.Messages[ordinal];

    public long Sequence { get; } = sequence;

    /// <summary>When it may be delivered first: its commit, or the time it is scheduled for.</summary>
    public DateTimeOffset Due { get; } =
        document.Document.Messages[ordinal].ScheduledFor is { } scheduled && scheduled > enqueued ? scheduled : enqueued;

    /// <summary>A consumer holds it.</summary>
    public bool IsLocked { get; set; }

    /// <summary>It is settled, or no longer this process's to deliver.</summary>
    public bool IsGone { get; set; }

    public MessageReference Reference => new(Document.Key.Container, Document.Key.Partition, Document.Key.Id, Ordinal);

    /// <summary>Its place among the due messages of the queue, oldest first.</summary>
    public LinkedListNode<QueuedMessage>? Node { get; set; }

    /// <summary>
    /// True when both are the same message of the same document, read from the store twice: no repetition, which
    /// would be done with the other.
    /// </summary>
    public bool IsRereadingOf(QueuedMessage other) =>
        Ordinal == other.Ordinal && Document.Key == other.Document.Key && !ReferenceEquals(Document, other.Document);

    public ReceivedMessage ToReceived() => new()
    {
        Queue = Content.Queue,
        MessageId = Content.MessageId,
        SessionId = Content.SessionId,
        CorrelationId = Content.CorrelationId,
        Body = JsonMarshal.GetRawUtf8Value(Content.Body).ToArray(),
        EnqueuedTime = enqueued,
        DeliveryCount = Document.Failures(Ordinal) + 1,
        SequenceNumber = Sequence,
    };
}

/// <summary>
/// The order of delivery within a session: by time of commit (or schedule), then as indexed. A session's
/// messages that were published in one process keep their order even where the clock stood still.
/// </summary>
internal readonly record struct DeliveryOrder(DateTimeOffset Due, long Sequence) : IComparable<DeliveryOrder>
{
    public int CompareTo(DeliveryOrder other)
    {
        var byTime = Due.CompareTo(other.Due);
        return byTime != 0 ? byTime : Sequence.CompareTo(other.Sequence);
    }
}

/// <summary>The waiting messages of one session, or all messages without session.</summary>
internal sealed class MessageLine(string? session)
{
    private readonly PriorityQueue<QueuedMessage, DeliveryOrder> waiting = new();

    public string? Session { get; } = session;

    /// <summary>A consumer holds the session. Never true for messages without session.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The line stands in the queue of lines that can be delivered from, or waits for its rest to end.</summary>
    public bool IsListed { get; set; }

    /// <summary>After a failure the session rests until then.</summary>
    public DateTimeOffset RestsUntil { get; set; }

    public bool IsEmpty
    {
        get
        {
            while (waiting.TryPeek(out var first, out _) && first.IsGone)
            {
                waiting.Dequeue();
            }

            return waiting.Count == 0;
        }
    }

    public void Add(QueuedMessage message) => waiting.Enqueue(message, new DeliveryOrder(message.Due, message.Sequence));

    public List<QueuedMessage> Take(int max)
    {
        var taken = new List<QueuedMessage>(Math.Min(max, waiting.Count));
        while (taken.Count < max && !IsEmpty)
        {
            taken.Add(waiting.Dequeue());
        }

        return taken;
    }
}
