using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>What an orchestrator on the local engine works with.</summary>
internal sealed class EngineOrchestrationContext(OrchestrationExecution execution, IOrchestrator orchestrator) : TaskOrchestrationContext
{
    private ParentOrchestrationInstance? parent;
    private int guids;

    public override TaskName Name => execution.Identity.Name;

    public override string InstanceId => execution.Identity.InstanceId;

    public override ParentOrchestrationInstance? Parent =>
        execution.Identity.Parent is { } reference ? parent ??= new ParentOrchestrationInstance(reference.Name, reference.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => execution.Now.UtcDateTime;

    public override bool IsReplaying => execution.IsReplaying;

    /// <summary>Set when the orchestrator wants to start over.</summary>
    public ContinueAsNewRequest? Restart { get; private set; }

    public string? SerializedCustomStatus { get; private set; }

    protected override ILoggerFactory LoggerFactory => orchestrator.Logging;

    public override T? GetInput<T>() where T : default
    {
        EnsureLegal();
        return orchestrator.Converter.Deserialize<T>(execution.Input);
    }

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureLegal();
        RefuseOptionsAsInput(input, options);
        var call = new HistoryEvent(HistoryKind.TaskScheduled) { Name = CheckedName(name), Payload = Serialize(input, "The activity's input") };
        return TaskRetry.RunAsync<TResult>(this, options?.Retry, () => CallOnceAsync<TResult>(call));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureLegal();
        RefuseOptionsAsInput(input, options);
        var call = new HistoryEvent(HistoryKind.SubScheduled)
        {
            Name = CheckedName(orchestratorName),
            Payload = Serialize(input, "The sub-orchestration's input"),
            Instance = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N"),
        };
        return TaskRetry.RunAsync<TResult>(this, options?.Retry, () => CallOnceAsync<TResult>(call));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        EnsureLegal();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var due = new DateTimeOffset(fireAt.ToUniversalTime());
        var timer = execution.Schedule(new HistoryEvent(HistoryKind.TimerCreated) { At = StoredTime.Format(due) });
        timer.FireAt = due;
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() =>
            {
                if (execution.TryForget(timer))
                {
                    timer.Cancel(cancellationToken);
                }
            });
        }

        return timer.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureLegal();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return execution.Waits.WaitFor<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        EnsureLegal();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        execution.Schedule(new HistoryEvent(HistoryKind.EventSent) { Name = eventName, Instance = instanceId, Payload = Serialize(payload, "The event") });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureLegal();
        SerializedCustomStatus = Serialize(customStatus, "The custom status");
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        EnsureLegal();
        Restart = new ContinueAsNewRequest(Serialize(newInput, "The new input"), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        EnsureLegal();
        return DeterministicGuid.Create(InstanceId, CurrentUtcDateTime, guids++);
    }

    private async Task<TResult> CallOnceAsync<TResult>(HistoryEvent call)
    {
        var task = execution.Schedule(call);
        var end = await task.Task;
        return end.Failure is null
            ? orchestrator.Converter.Deserialize<TResult>(end.Payload)!
            : throw new TaskFailedException(call.Name!, task.Id, end.Failure.ToDetails());
    }

    private string? Serialize(object? value, string what) => Payloads.Checked(orchestrator.Converter.Serialize(value), what);

    private void EnsureLegal()
    {
        if (!execution.IsOnTurn)
        {
            throw IllegalAwait.Exception();
        }
    }

    private static string CheckedName(TaskName name) =>
        string.IsNullOrEmpty(name.Name) ? throw new ArgumentException("A task has a name.", nameof(name)) : name.Name;

    private static void RefuseOptionsAsInput(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException(
                $"A {nameof(TaskOptions)} value was provided for the input but no value was provided for {nameof(options)}. "
                + $"Did you actually mean to provide a {nameof(TaskOptions)} value for the {nameof(options)} parameter?",
                nameof(input));
        }
    }
}
