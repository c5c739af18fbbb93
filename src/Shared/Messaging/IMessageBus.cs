namespace CryptoVault.Messaging;

/// <summary>Where an outbox document lies.</summary>
/// <param name="Container">The container.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Document">The outbox document.</param>
/// <param name="ETag">Its version.</param>
public sealed record OutboxItem(string Container, string Partition, OutboxDocument Document, string ETag);

/// <summary>
/// The message bus port. Delivery is at least once and not in order across publishers; consumers are idempotent
/// and order-tolerant.
/// </summary>
public interface IMessageBus
{
    /// <summary>
    /// Publishes the messages of a committed outbox document; the adapter deletes the document once its messages
    /// are safe elsewhere or handled. Publishing the same item again is harmless.
    /// </summary>
    ValueTask PublishAsync(OutboxItem item, CancellationToken cancellation = default);
}
