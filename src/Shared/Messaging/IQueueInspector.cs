namespace CryptoVault.Messaging;

/// <summary>What an operator, a metric or a publisher that must not flood a queue asks of the queues.</summary>
public interface IQueueInspector
{
    /// <summary>The state of a queue as far as this process knows it, from memory (cheap enough to ask per request).</summary>
    QueueState State(string queue);

    /// <summary>The names of all queues that are declared or have messages.</summary>
    IReadOnlyList<string> QueueNames { get; }

    /// <summary>The first messages of a queue that wait, are scheduled or are locked, in order of their enqueuing.</summary>
    IReadOnlyList<PeekedMessage> Peek(string queue, int limit);

    /// <summary>A page of dead letters of all queues, newest first.</summary>
    ValueTask<DeadLetterPage> DeadLettersAsync(int limit, string? continuation = null, CancellationToken cancellation = default);

    /// <summary>Puts a dead letter back into its queue with a fresh delivery count.</summary>
    /// <returns>False when it is no dead letter (any more).</returns>
    ValueTask<bool> ResubmitAsync(MessageReference reference, CancellationToken cancellation = default);

    /// <summary>Deletes a dead letter for ever.</summary>
    /// <returns>False when it is no dead letter (any more).</returns>
    ValueTask<bool> DeleteAsync(MessageReference reference, CancellationToken cancellation = default);
}

/// <summary>The state of a queue.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Length">Messages not settled yet: waiting, scheduled and locked.</param>
/// <param name="Locked">Messages that consumers hold.</param>
/// <param name="Scheduled">Messages that are not due yet.</param>
/// <param name="OldestAge">How long ago the oldest message that is due became due; zero when there is none.</param>
/// <param name="IsOwner">True when this process delivers the queue's messages.</param>
public sealed record QueueState(string Queue, int Length, int Locked, int Scheduled, TimeSpan OldestAge, bool IsOwner);

/// <summary>Where a message lies: its outbox document and its place in it.</summary>
/// <param name="Container">The container.</param>
/// <param name="Partition">The partition.</param>
/// <param name="DocumentId">The outbox document's id.</param>
/// <param name="Ordinal">The place in the document, from 0.</param>
public sealed record MessageReference(string Container, string Partition, string DocumentId, int Ordinal);

/// <summary>A message seen by an operator.</summary>
/// <param name="Reference">Where it lies.</param>
/// <param name="Message">The message.</param>
/// <param name="IsLocked">True while a consumer holds it.</param>
/// <param name="Reason">Why it was dead-lettered; null when it was not.</param>
public sealed record PeekedMessage(MessageReference Reference, ReceivedMessage Message, bool IsLocked, string? Reason);

/// <summary>A page of dead letters.</summary>
/// <param name="Items">The dead letters.</param>
/// <param name="Continuation">Where the next page starts, or null at the end.</param>
public sealed record DeadLetterPage(IReadOnlyList<PeekedMessage> Items, string? Continuation);
