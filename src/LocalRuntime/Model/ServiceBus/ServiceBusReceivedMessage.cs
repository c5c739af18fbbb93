#nullable disable
namespace Azure.Messaging.ServiceBus;

/// <summary>A received message. (The real assembly is not annotated for nullability; absent values are null.)</summary>
public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    /// <summary>The content.</summary>
    public BinaryData Body { get; internal init; }

    /// <summary>The publisher's id of the message.</summary>
    public string MessageId { get; internal init; }

    /// <summary>The session, or null.</summary>
    public string SessionId { get; internal init; }

    /// <summary>The correlation id.</summary>
    public string CorrelationId { get; internal init; }

    /// <summary>Identifies the lock of this delivery.</summary>
    public string LockToken
    {
        get => field ??= FormattableString.Invariant($"{SequenceNumber}-{DeliveryCount}");
        internal init;
    }

    /// <summary>Which delivery this is, from 1.</summary>
    public int DeliveryCount { get; internal init; }

    /// <summary>Until when the lock holds, unless it is renewed.</summary>
    public DateTimeOffset LockedUntil { get; internal set; }

    /// <summary>Increasing in the order in which the queue accepted its messages.</summary>
    public long SequenceNumber { get; internal init; }

    /// <summary>When the queue accepted the message.</summary>
    public DateTimeOffset EnqueuedTime { get; internal init; }
}
