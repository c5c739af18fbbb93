using Azure.Messaging.ServiceBus;
using CryptoVault.Messaging;
using CryptoVault.Simulation.Kernel;
using CryptoVault.Simulation.Store;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Simulation.World;

/// <summary>
/// Feeds a queue's function, as the Functions host does; but it delivers some messages again though they were
/// handled, and some later than those behind them.
/// </summary>
internal sealed class Pump(
    IQueueReceiver receiver, string queue, Func<ServiceBusReceivedMessage[], ServiceBusMessageActions, Task> function, Chance chance, Weather weather,
    Action<string> bug)
{
    private const int MaxMessages = 32;

    /// <summary>After so many deliveries a message is left in peace: dead letters are to tell of faults, not of the dice.</summary>
    private const int MaxMischief = 5;

    public async Task RunAsync()
    {
        while (await receiver.ReceiveAsync(queue, MaxMessages) is { } batch)
        {
            await using (batch)
            {
                try
                {
                    await DeliverAsync(batch);
                }
                catch (Exception exception) when (Node.IsFault(exception))
                {
                    // The messages that it did not settle come again.
                }
                catch (Exception exception)
                {
                    bug($"{queue}: {exception.GetType().Name}: {exception.Message}");
                }
            }
        }
    }

    private async Task DeliverAsync(QueueBatch batch)
    {
        var messages = new List<SimMessage>();
        foreach (var received in batch.Messages)
        {
            if (received.DeliveryCount < MaxMischief && chance.Hits(weather.Reordered))
            {
                await batch.AbandonAsync(received, "put behind the others");
                continue;
            }

            messages.Add(new SimMessage(received));
        }

        if (messages.Count == 0)
        {
            return;
        }

        if (chance.Hits(weather.Reordered))
        {
            chance.Shuffle(messages);
        }

        var actions = new Actions(batch, chance, weather);
        await function([.. messages.Select(message => message.ToServiceBus(actions))], actions);
        if (chance.Hits(weather.Redelivered))
        {
            // Handled and settled; but another consumer had them, too.
            await function([.. messages.Select(message => message.ToServiceBus(null))], new Nothing());
        }
    }

    private sealed class SimMessage(ReceivedMessage received)
    {
        public ServiceBusReceivedMessage ToServiceBus(Actions? actions)
        {
            var message = ServiceBusModelFactory.ServiceBusReceivedMessage(
                new BinaryData(received.Body), received.MessageId, sessionId: received.SessionId, correlationId: received.CorrelationId,
                deliveryCount: received.DeliveryCount, sequenceNumber: received.SequenceNumber, enqueuedTime: received.EnqueuedTime);
            actions?.Add(message, received);
            return message;
        }
    }

    private sealed class Actions(QueueBatch batch, Chance chance, Weather weather) : ServiceBusMessageActions
    {
        private readonly Dictionary<ServiceBusReceivedMessage, ReceivedMessage> received = [];

        public void Add(ServiceBusReceivedMessage message, ReceivedMessage from) => received[message] = from;

        public override async Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            if (received[message].DeliveryCount < MaxMischief && chance.Hits(weather.Redelivered))
            {
                await batch.AbandonAsync(received[message], "its completion got lost", cancellationToken);
            }
            else
            {
                await batch.CompleteAsync(received[message], cancellationToken);
            }
        }

        public override async Task AbandonMessageAsync(
            ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
            await batch.AbandonAsync(received[message], "the function abandoned it", cancellationToken);

        public override async Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = default,
            string? deadLetterReason = default, string? deadLetterErrorDescription = default, CancellationToken cancellationToken = default) =>
            await batch.DeadLetterAsync(received[message], $"{deadLetterReason}: {deadLetterErrorDescription}", cancellationToken);
    }

    private sealed class Nothing : ServiceBusMessageActions
    {
        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public override Task AbandonMessageAsync(
            ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public override Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = default,
            string? deadLetterReason = default, string? deadLetterErrorDescription = default, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
