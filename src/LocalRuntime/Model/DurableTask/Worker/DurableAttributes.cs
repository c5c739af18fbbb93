using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a function an orchestrator; on a parameter of type <see cref="Microsoft.DurableTask.TaskOrchestrationContext"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The orchestrator's name; null for the function's.</summary>
    public string? Orchestration { get; set; }
}

/// <summary>Makes a function an activity; on the parameter that gets its input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The activity's name; null for the function's.</summary>
    public string? Activity { get; set; }
}

/// <summary>Gives a parameter of type <see cref="Microsoft.DurableTask.Client.DurableTaskClient"/> the client of the task hub.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; null for the app's own.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting with the connection of the storage provider; null for the default one.</summary>
    public string? ConnectionName { get; set; }
}
