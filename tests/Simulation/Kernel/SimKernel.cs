namespace CryptoVault.Simulation.Kernel;

/// <summary>
/// The simulated machine: one thread, one time line. What is due runs in the order of its time, and of its making
/// where times are equal; so a run follows from its seed alone.
/// </summary>
internal sealed class SimKernel
{
    private readonly PriorityQueue<(SimScheduler? Owner, Action Action), (long At, long Number)> events = new();
    private readonly Queue<(SimScheduler Scheduler, Task Task)> ready = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private long number;

    /// <summary>Ticks since the start.</summary>
    public long Now { get; private set; }

    /// <summary>How many tasks and events ran.</summary>
    public long Turns { get; private set; }

    /// <summary>Has something happen later. What belongs to a process that died meanwhile does not.</summary>
    public void After(TimeSpan delay, SimScheduler? owner, Action action)
    {
        CheckThread();
        events.Enqueue((owner, action), (Now + Math.Max(0, delay.Ticks), number++));
    }

    internal void Enqueue(SimScheduler scheduler, Task task)
    {
        CheckThread();
        ready.Enqueue((scheduler, task));
    }

    /// <summary>Product code that leaves the simulation's thread would make a run depend on more than its seed.</summary>
    private void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            Environment.FailFast($"Something left the simulation's thread:\n{Environment.StackTrace}");
        }
    }

    /// <summary>Runs the next task or event that is due by a time; false when there is none.</summary>
    public bool RunNext(long until)
    {
        if (ready.TryDequeue(out var next))
        {
            Turns++;
            next.Scheduler.Run(next.Task);
            return true;
        }

        if (!events.TryPeek(out _, out var due) || due.At > until)
        {
            Now = Math.Max(Now, until);
            return false;
        }

        var (owner, action) = events.Dequeue();
        Now = Math.Max(Now, due.At);
        if (owner is not { IsDead: true })
        {
            Turns++;
            action();
        }

        return true;
    }
}

/// <summary>Runs the tasks of one simulated process. When the process is killed, nothing of it ever runs again.</summary>
internal sealed class SimScheduler(SimKernel kernel) : TaskScheduler
{
    /// <summary>True after the process was killed.</summary>
    public bool IsDead { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    public void Kill() => IsDead = true;

    public void Start(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    public Task StartAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    internal void Run(Task task)
    {
        if (!IsDead)
        {
            TryExecuteTask(task);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (!IsDead)
        {
            kernel.Enqueue(this, task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
