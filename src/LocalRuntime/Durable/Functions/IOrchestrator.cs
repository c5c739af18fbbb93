using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Functions;

/// <summary>An orchestrator, as the engine sees it.</summary>
internal interface IOrchestrator
{
    string Name { get; }

    DataConverter Converter { get; }

    ILoggerFactory Logging { get; }

    /// <summary>Begins to run the orchestrator; called on the engine's own scheduler, which also runs what follows.</summary>
    OrchestratorRun Start(TaskOrchestrationContext context, string? correlationId);
}

/// <summary>An orchestrator that runs.</summary>
/// <param name="Completion">Ends with its result.</param>
/// <param name="Abandon">Frees what it holds when it is dropped from memory before it ended.</param>
internal sealed record OrchestratorRun(Task<object?> Completion, Func<ValueTask> Abandon);

/// <summary>An activity, as the engine sees it.</summary>
internal interface IActivity
{
    string Name { get; }

    /// <summary>Runs it; input and result are text that the data converter wrote.</summary>
    Task<string?> RunAsync(ActivityCall call, CancellationToken cancellation);
}

/// <summary>A call of an activity.</summary>
internal sealed record ActivityCall(string InstanceId, int Generation, int Task, string Name, string? Input, string? CorrelationId);
