using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Tests.Queues;

/// <summary>What queue functions received, and what they shall do with it.</summary>
public sealed class Deliveries
{
    private readonly List<Delivery> all = [];
    private int running;
    private int mostAtOnce;

    public Func<ServiceBusReceivedMessage[], ServiceBusMessageActions, CancellationToken, Task> Behaviour { get; set; } = (_, _, _) => Task.CompletedTask;

    public int MostAtOnce => Volatile.Read(ref mostAtOnce);

    public IReadOnlyList<Delivery> All
    {
        get
        {
            lock (all)
            {
                return [.. all];
            }
        }
    }

    public IEnumerable<string> Texts => All.SelectMany(d => d.Texts);

    public async Task HandleAsync(ServiceBusReceivedMessage[] messages, ServiceBusMessageActions actions, FunctionContext context, CancellationToken cancellation)
    {
        lock (all)
        {
            all.Add(new Delivery(messages[0].SessionId, [.. messages.Select(m => m.Body.ToObjectFromJson<string>()!)], messages[0], context.BindingContext.BindingData));
            mostAtOnce = Math.Max(mostAtOnce, ++running);
        }

        try
        {
            await Behaviour(messages, actions, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }
}

public sealed record Delivery(string? Session, string[] Texts, ServiceBusReceivedMessage First, IReadOnlyDictionary<string, object?> Data);

public sealed class BatchConsumer(Deliveries deliveries)
{
    [Function("Batch")]
    public Task Run(
        [ServiceBusTrigger("%Queue%", IsBatched = true, IsSessionsEnabled = true)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions, FunctionContext context, CancellationToken cancellation) =>
        deliveries.HandleAsync(messages, actions, context, cancellation);
}

public sealed class ManualConsumer(Deliveries deliveries)
{
    [Function("Manual")]
    public Task Run(
        [ServiceBusTrigger("%Queue%", IsBatched = true, AutoCompleteMessages = false)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions, FunctionContext context, CancellationToken cancellation) =>
        deliveries.HandleAsync(messages, actions, context, cancellation);
}

public sealed class SingleConsumer(Deliveries deliveries)
{
    [Function("Single")]
    public Task Run([ServiceBusTrigger("%Queue%")] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, FunctionContext context) =>
        deliveries.HandleAsync([message], actions, context, context.CancellationToken);
}

public sealed class ListConsumer
{
    [Function("ListConsumer")]
    public void Run([ServiceBusTrigger("list", IsBatched = true)] List<ServiceBusReceivedMessage> messages) => _ = messages;
}

public sealed class UnbatchedArray
{
    [Function("UnbatchedArray")]
    public void Run([ServiceBusTrigger("array")] ServiceBusReceivedMessage[] messages) => _ = messages;
}

public sealed class BatchedSingle
{
    [Function("BatchedSingle")]
    public void Run([ServiceBusTrigger("single", IsBatched = true)] ServiceBusReceivedMessage message) => _ = message;
}

public sealed class RetriedConsumer
{
    [Function("RetriedConsumer")]
    [FixedDelayRetry(1, "00:00:01")]
    public void Run([ServiceBusTrigger("retried")] ServiceBusReceivedMessage message) => _ = message;
}

public sealed class SecondConsumer
{
    [Function("SecondConsumer")]
    public void Run([ServiceBusTrigger("retried")] ServiceBusReceivedMessage message) => _ = message;
}
