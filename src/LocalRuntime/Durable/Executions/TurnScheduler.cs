namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>
/// Runs an orchestrator's code on one thread at a time, in a fixed order, and only during a turn. Work that another
/// thread wants to queue comes from awaiting something that is no durable task; it is refused and reported.
/// </summary>
internal sealed class TurnScheduler(Action onForeignWork) : TaskScheduler
{
    private readonly Queue<Task> queue = new();
    private int thread;

    /// <summary>True on the thread that runs the present turn.</summary>
    public bool IsOnTurn => Volatile.Read(ref thread) == Environment.CurrentManagedThreadId;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs a turn: the action, then everything that became runnable by it.</summary>
    public void Run(Action action)
    {
        Volatile.Write(ref thread, Environment.CurrentManagedThreadId);
        try
        {
            var turn = new Task(action);
            turn.RunSynchronously(this);
            while (queue.TryDequeue(out var task))
            {
                TryExecuteTask(task);
            }

            turn.GetAwaiter().GetResult();
        }
        finally
        {
            Volatile.Write(ref thread, 0);
        }
    }

    /// <summary>Runs one step within a turn, and everything that became runnable by it, before the next step.</summary>
    public void Step(Action action)
    {
        action();
        while (queue.TryDequeue(out var task))
        {
            TryExecuteTask(task);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (IsOnTurn)
        {
            queue.Enqueue(task);
        }
        else
        {
            onForeignWork();
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => IsOnTurn && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. queue];
}
