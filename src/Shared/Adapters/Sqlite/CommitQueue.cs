namespace CryptoVault.Adapters.Sqlite;

/// <summary>The bounded queue before the writer thread. Callers wait for room; the writer takes all there is at once.</summary>
internal sealed class CommitQueue(int capacity) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim room = new(capacity);
    private readonly ManualResetEventSlim arrived = new(initialState: false, spinCount: 20);
    private List<PendingCommit> incoming = [];
    private List<Action<Connection>> chores = [];
    private bool closed;

    /// <summary>Batches in the queue now.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return incoming.Count;
            }
        }
    }

    /// <summary>Adds a batch; waits when the queue is full.</summary>
    public ValueTask EnqueueAsync(PendingCommit commit, CancellationToken cancellation)
    {
        if (room.Wait(0, CancellationToken.None))
        {
            Add(commit);
            return ValueTask.CompletedTask;
        }

        return WaitForRoomAsync(commit, cancellation);
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
                arrived.Reset();
                if (incoming.Count > 0 || chores.Count > 0)
                {
                    (incoming, commits) = (commits, incoming);
                    (chores, work) = (work, chores);
                    break;
                }

                if (closed)
                {
                    arrived.Set();
                    return false;
                }
            }
        }

        if (commits.Count > 0)
        {
            room.Release(commits.Count);
        }

        return true;
    }

    /// <summary>Refuses further batches; those in the queue are still written.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }

        arrived.Set();
    }

    public void Dispose()
    {
        room.Dispose();
        arrived.Dispose();
    }

    private async ValueTask WaitForRoomAsync(PendingCommit commit, CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation).ConfigureAwait(false);
        Add(commit);
    }

    private void Add(PendingCommit commit)
    {
        bool first;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(SqliteStore));
            first = incoming.Count == 0;
            incoming.Add(commit);
        }

        if (first)
        {
            arrived.Set();
        }
    }
}
