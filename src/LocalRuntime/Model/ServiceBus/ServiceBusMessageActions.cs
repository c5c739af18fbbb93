using Azure.Messaging.ServiceBus;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Settles messages one by one.</summary>
public class ServiceBusMessageActions
{
    /// <summary>For mocks; the members of such an instance must be overridden.</summary>
    protected ServiceBusMessageActions()
    {
    }

    /// <summary>The message is handled.</summary>
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw NotBound();

    /// <summary>The message is to be delivered again.</summary>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) =>
        throw NotBound();

    /// <summary>The message can never succeed.</summary>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        throw NotBound();

    /// <summary>Prolongs the lock of the message.</summary>
    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw NotBound();

    private static InvalidOperationException NotBound() => new("The instance is bound to no receiver.");
}
