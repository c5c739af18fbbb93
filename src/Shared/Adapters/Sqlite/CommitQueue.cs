namespace CryptoVault.Adapters.Sqlite;

/// <summary>The bounded queue before the writer thread. Callers wait for room; the writer takes all there is at once.</summary>
internal sealed class CommitQueue(int capacity) : IDisposable
{
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim arrived = new(initialState: false, spinCount: 20);
    private readonly Queue<Waiting> waiting = new();
    private List<PendingCommit> incoming = [];
    private List<Action<Connection>> chores = [];
    private bool closed;

    /// <summary>Adds a batch; waits when the queue is full. Once added it is written, whoever still waits for the answer.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    /// <exception cref="OperationCanceledException">Canceled while the queue was full: nothing is written.</exception>
    public ValueTask EnqueueAsync(PendingCommit commit, CancellationToken cancellation)
    {
        bool first;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(SqliteStore));
            if (incoming.Count >= capacity || waiting.Count > 0)
            {
                var room = new Waiting(commit);
                waiting.Enqueue(room);
                return room.WaitAsync(cancellation);
            }

            first = incoming.Count == 0;
            incoming.Add(commit);
        }

        if (first)
        {
            arrived.Set();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Gives the writer something else to do between two groups.</summary>
    /// <returns>False when the store closes.</returns>
    public bool Post(Action<Connection> chore)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            chores.Add(chore);
        }

        arrived.Set();
        return true;
    }

    /// <summary>Waits for work and swaps the lists for empty ones; false when the queue is closed and empty.</summary>
    public bool Take(ref List<PendingCommit> commits, ref List<Action<Connection>> work)
    {
        while (true)
        {
            arrived.Wait();
            lock (gate)
            {
                if (incoming.Count > 0 || chores.Count > 0)
                {
                    (incoming, commits) = (commits, incoming);
                    (chores, work) = (work, chores);
                    Admit();
                    return true;
                }

                if (closed)
                {
                    return false;
                }

                arrived.Reset();
            }
        }
    }

    /// <summary>Refuses further batches; those that were accepted or wait for room are still written.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }

        arrived.Set();
    }

    public void Dispose() => arrived.Dispose();

    private void Admit()
    {
        while (incoming.Count < capacity && waiting.TryDequeue(out var next))
        {
            if (next.TryAdmit())
            {
                incoming.Add(next.Commit);
            }
        }
    }

    /// <summary>A caller for whom there is no room yet.</summary>
    private sealed class Waiting(PendingCommit commit)
    {
        private readonly TaskCompletionSource admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PendingCommit Commit { get; } = commit;

        public bool TryAdmit() => admitted.TrySetResult();

        public async ValueTask WaitAsync(CancellationToken cancellation)
        {
            using var cancel = cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), admitted);
            await admitted.Task.ConfigureAwait(false);
        }
    }
}
