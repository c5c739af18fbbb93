using System.Reflection;
using CryptoVault.LocalRuntime.Durable.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Functions.Workflows.Tests.Histories;

/// <summary>An orchestrator of the product, called directly: it needs nothing but its context.</summary>
internal sealed class ReplayedOrchestrator(string name, Func<TaskOrchestrationContext, Task> run) : IOrchestrator
{
    public string Name => name;

    public DataConverter Converter => JsonDataConverter.Default;

    public ILoggerFactory Logging => NullLoggerFactory.Instance;

    /// <summary>All orchestrators of the Workflows app.</summary>
    public static IReadOnlyList<ReplayedOrchestrator> All { get; } =
    [
        .. typeof(WorkflowsApp).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance))
            .Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null))
            .Select(Of),
    ];

    public OrchestratorRun Start(TaskOrchestrationContext context, string? correlationId) => new(RunAsync(context), () => ValueTask.CompletedTask);

    private async Task<object?> RunAsync(TaskOrchestrationContext context)
    {
        var running = run(context);
        await running;
        return running.GetType().GetProperty(nameof(Task<>.Result))?.GetValue(running);
    }

    private static ReplayedOrchestrator Of(MethodInfo method)
    {
        var target = method.IsStatic ? null : Activator.CreateInstance(method.DeclaringType!);
        return new ReplayedOrchestrator(
            method.GetCustomAttribute<FunctionAttribute>()!.Name, context => (Task)method.Invoke(target, [context])!);
    }
}
