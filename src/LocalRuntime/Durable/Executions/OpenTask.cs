using CryptoVault.LocalRuntime.Durable.Documents;

namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>A task that the orchestrator was given and whose end is not known to it yet.</summary>
internal sealed class OpenTask(HistoryEvent scheduled)
{
    private readonly TaskCompletionSource<HistoryEvent> completion = new();

    public HistoryEvent Scheduled { get; } = scheduled;

    public int Id { get; } = scheduled.Task!.Value;

    /// <summary>Its end arrived, but is held back because the instance is suspended.</summary>
    public bool HasArrived { get; set; }

    /// <summary>Of a timer: when it is due.</summary>
    public DateTimeOffset FireAt { get; set; }

    public Task<HistoryEvent> Task => completion.Task;

    public void Complete(HistoryEvent end) => completion.TrySetResult(end);

    public void Cancel(CancellationToken cancellation) => completion.TrySetCanceled(cancellation);
}
