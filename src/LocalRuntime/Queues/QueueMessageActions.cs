using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Queues;

/// <summary>Settles the messages of one delivery.</summary>
internal sealed class QueueMessageActions(QueueDelivery delivery) : ServiceBusMessageActions
{
    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        delivery.CompleteAsync(Own(message), cancellationToken);

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        propertiesToModify is null
            ? delivery.AbandonAsync(Own(message), "Abandoned by the function.", cancellationToken)
            : throw NoProperties();

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default)
    {
        if (propertiesToModify is not null)
        {
            throw NoProperties();
        }

        var reason = (deadLetterReason, deadLetterErrorDescription) switch
        {
            (null, null) => "Dead-lettered by the function.",
            ({ } why, { } description) => $"{why}: {description}",
            var (why, description) => why ?? description!,
        };
        return delivery.DeadLetterAsync(Own(message), reason, cancellationToken);
    }

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        Own(message);
        return delivery.RenewBeforeAsync(DateTimeOffset.MaxValue, cancellationToken);
    }

    private BoundMessage Own(ServiceBusReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message is BoundMessage own && own.Delivery == delivery
            ? own
            : throw new ArgumentException("The message was not received by this invocation.", nameof(message));
    }

    private static NotSupportedException NoProperties() => new("Messages of the embedded queue have no properties to modify.");
}
