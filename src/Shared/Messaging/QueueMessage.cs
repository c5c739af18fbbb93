namespace CryptoVault.Messaging;

/// <summary>A message for a queue.</summary>
/// <param name="Queue">The queue's name (see <see cref="Queues"/>).</param>
/// <param name="MessageId">The id by which a repetition is recognised; derived from what it says, never random.</param>
/// <param name="SessionId">Messages of one session are handled in order, one at a time; null where the queue has no sessions.</param>
/// <param name="Body">The message: JSON in UTF-8, at most 256 KB (Service Bus standard tier's limit).</param>
/// <param name="CorrelationId">The correlation id of the request or job that caused it.</param>
public sealed record QueueMessage(string Queue, string MessageId, string? SessionId, ReadOnlyMemory<byte> Body, string CorrelationId)
{
    /// <summary>Not to be delivered before this time; null for now.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }
}

/// <summary>The queues of the product, by name.</summary>
public static class Queues
{
    /// <summary>Orders and cancels for the matching engine; session = market symbol.</summary>
    public const string MarketCommands = "market-commands";

    /// <summary>What the engine decided, for the users' partitions and the house; session = user id or house shard.</summary>
    public const string Settlement = "settlement";

    /// <summary>Second steps of transfers between partitions; session = the payee's partition.</summary>
    public const string Transfers = "transfers";

    /// <summary>Starts of orchestrations and wake-up events; session = instance id.</summary>
    public const string WorkflowCommands = "workflow-commands";

    /// <summary>Audit records for the chains; session = stream.</summary>
    public const string Audit = "audit";

    /// <summary>Mails to send; no sessions.</summary>
    public const string Mail = "mail";

    /// <summary>True for queues that nobody's money waits for: all others come first.</summary>
    public static bool IsBackOffice(string queue) => queue is Mail or Audit;
}
