namespace CryptoVault.Messaging;

/// <summary>
/// Receives from the queues of the embedded message bus: at least once, peek-lock, in order within a session.
/// (On Azure the Functions host receives from Service Bus; there is no such adapter.)
/// </summary>
public interface IQueueReceiver
{
    /// <summary>
    /// Waits until messages are there and locks them for the caller. The batch holds messages of one session,
    /// which nobody else receives until the batch is disposed, or messages without session.
    /// </summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="maxMessages">Most messages in the batch; it does not wait to fill it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The batch, which the caller must dispose; null when the bus is stopped.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    ValueTask<QueueBatch?> ReceiveAsync(string queue, int maxMessages, CancellationToken cancellation = default);
}

/// <summary>
/// Locked messages. Each is settled once: completed, abandoned or dead-lettered. Disposing the batch abandons
/// what is not settled and frees the session.
/// </summary>
public abstract class QueueBatch : IAsyncDisposable
{
    /// <summary>The queue.</summary>
    public abstract string Queue { get; }

    /// <summary>The session that is locked, or null.</summary>
    public abstract string? SessionId { get; }

    /// <summary>The messages, in order; at least one.</summary>
    public abstract IReadOnlyList<ReceivedMessage> Messages { get; }

    /// <summary>
    /// When the locks run out: the messages are then abandoned and the session is free. <see cref="RenewLockAsync"/> prolongs them.
    /// </summary>
    public abstract DateTimeOffset LockedUntil { get; }

    /// <summary>The message is handled. It is gone at once for consumers; after a crash it may come again.</summary>
    /// <exception cref="LockLostException">The lock ran out, or the message is settled already.</exception>
    public abstract ValueTask CompleteAsync(ReceivedMessage message, CancellationToken cancellation = default);

    /// <summary>The message is to be delivered again; after the queue's maximum of deliveries it is dead-lettered.</summary>
    /// <param name="message">A message of this batch.</param>
    /// <param name="reason">Why, for the operator, kept when the message is dead-lettered by this.</param>
    /// <param name="cancellation">Not used once the settlement began.</param>
    /// <exception cref="LockLostException">The lock ran out, or the message is settled already.</exception>
    public abstract ValueTask AbandonAsync(ReceivedMessage message, string? reason = null, CancellationToken cancellation = default);

    /// <summary>The message can never succeed: it is put aside, visible to operators.</summary>
    /// <exception cref="LockLostException">The lock ran out, or the message is settled already.</exception>
    public abstract ValueTask DeadLetterAsync(ReceivedMessage message, string reason, CancellationToken cancellation = default);

    /// <summary>Prolongs the locks of the batch's messages and its session by the queue's lock duration.</summary>
    /// <returns>Until when the locks hold now.</returns>
    /// <exception cref="LockLostException">The lock ran out already.</exception>
    public abstract ValueTask<DateTimeOffset> RenewLockAsync(CancellationToken cancellation = default);

    /// <summary>Abandons what is not settled and frees the session.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A message can no longer be settled by this consumer: its lock ran out, or it is settled already.</summary>
public sealed class LockLostException(string message) : Exception(message);
