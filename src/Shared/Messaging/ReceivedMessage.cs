namespace CryptoVault.Messaging;

/// <summary>A message as a consumer receives it: locked for that consumer until it is settled or the lock runs out.</summary>
public sealed record ReceivedMessage
{
    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The publisher's id, by which a repetition is recognised.</summary>
    public required string MessageId { get; init; }

    /// <summary>The session, or null where the message has none.</summary>
    public string? SessionId { get; init; }

    /// <summary>The correlation id of the request or job that caused it.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>JSON in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it was committed by its publisher.</summary>
    public required DateTimeOffset EnqueuedTime { get; init; }

    /// <summary>Which delivery this is, from 1. A process that is killed does not count its deliveries.</summary>
    public required int DeliveryCount { get; init; }

    /// <summary>
    /// Increasing within a session in the order of delivery, unique within a queue and a run of the process;
    /// not stable over a restart.
    /// </summary>
    public required long SequenceNumber { get; init; }
}
