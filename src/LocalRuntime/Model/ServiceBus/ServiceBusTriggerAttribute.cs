using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the parameter of a function that receives the messages of a queue.</summary>
/// <param name="queueName">The queue, or <c>%Name%</c> for a setting's value.</param>
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>The name of the setting with the connection.</summary>
    public string? Connection { get; set; }

    /// <summary>The queue.</summary>
    public string? QueueName { get; } = queueName;

    /// <summary>True when the queue has sessions.</summary>
    public bool IsSessionsEnabled { get; set; }

    /// <summary>True to receive several messages in an invocation.</summary>
    public bool IsBatched { get; set; }

    /// <summary>
    /// Whether the host completes the messages of an invocation that succeeded. Not set, host.json decides,
    /// whose default is to complete them.
    /// </summary>
    public bool AutoCompleteMessages { get; set; }
}
