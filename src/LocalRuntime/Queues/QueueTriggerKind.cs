using System.Linq.Expressions;
using System.Reflection;
using Azure.Messaging.ServiceBus;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Queues;

/// <summary>Functions that receive the messages of a queue.</summary>
internal sealed class QueueTriggerKind(LocalRuntimeOptions options) : ITriggerKind
{
    private readonly Dictionary<LocalFunction, string> queues = [];

    public Type AttributeType => typeof(ServiceBusTriggerAttribute);

    public string BindingType => "serviceBusTrigger";

    public void Check(LocalFunction function, SettingResolver settings, ICollection<string> problems)
    {
        var trigger = (ServiceBusTriggerAttribute)function.Trigger;
        if (settings.Resolve(trigger.QueueName ?? string.Empty, function, problems) is not { } queue)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(queue))
        {
            problems.Add($"{function.EntryPoint}: the trigger names no queue.");
        }

        queues[function] = queue;
        var type = function.TriggerParameter.ParameterType;
        if (trigger.IsBatched && type == typeof(ServiceBusReceivedMessage))
        {
            problems.Add($"{function.EntryPoint}: with IsBatched the parameter must be a ServiceBusReceivedMessage[].");
        }
        else if (!trigger.IsBatched && type == typeof(ServiceBusReceivedMessage[]))
        {
            problems.Add($"{function.EntryPoint}: a ServiceBusReceivedMessage[] needs IsBatched = true.");
        }
    }

    public void CheckTogether(IReadOnlyList<LocalFunction> functions, ICollection<string> problems)
    {
        foreach (var group in functions.Where(queues.ContainsKey).GroupBy(f => queues[f]).Where(g => g.Count() > 1))
        {
            problems.Add($"{group.Last().EntryPoint}: the queue '{group.Key}' has a consumer already: {group.First().EntryPoint}.");
        }
    }

    public IEnumerable<KeyValuePair<string, object?>> DataOf(Invocation invocation) =>
        invocation.Trigger is not QueueDelivery { Messages: [var message] } ? [] :
        [
            new("MessageId", message.MessageId),
            new("SessionId", message.SessionId),
            new("CorrelationId", message.CorrelationId),
            new("DeliveryCount", message.DeliveryCount),
            new("SequenceNumber", message.SequenceNumber),
            new("EnqueuedTimeUtc", message.EnqueuedTime.UtcDateTime),
        ];

    public Expression? Bind(LocalFunction function, ParameterInfo parameter, Expression invocation)
    {
        var delivery = Expression.Convert(Expression.Property(invocation, nameof(Invocation.Trigger)), typeof(QueueDelivery));
        if (parameter == function.TriggerParameter)
        {
            return parameter.ParameterType == typeof(ServiceBusReceivedMessage[])
                ? Expression.Property(delivery, nameof(QueueDelivery.Array))
                : parameter.ParameterType == typeof(ServiceBusReceivedMessage) ? Expression.Property(delivery, nameof(QueueDelivery.Single)) : null;
        }

        return parameter.ParameterType == typeof(ServiceBusMessageActions)
            ? Expression.Property(delivery, nameof(QueueDelivery.Actions))
            : null;
    }

    public ITriggerListener Listen(FunctionApp app, IReadOnlyList<LocalFunction> functions, RuntimeServices services) =>
        new QueueListener(app, functions.Select(f => (f, queues[f])), options, services);

    /// <summary>
    /// Whether the host completes what the function left open. An attribute cannot tell a property set to false from
    /// one not set, for which host.json's value holds; the metadata can.
    /// </summary>
    public static bool CompletesMessages(LocalFunction function, bool unlessSaid)
    {
        var data = function.TriggerParameter.GetCustomAttributesData().Single(a => a.AttributeType == typeof(ServiceBusTriggerAttribute));
        var argument = data.NamedArguments.FirstOrDefault(a => a.MemberName == nameof(ServiceBusTriggerAttribute.AutoCompleteMessages));
        return argument.TypedValue.Value as bool? ?? unlessSaid;
    }
}
