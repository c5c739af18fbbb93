using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Tests.Durable;

/// <summary>How a process dies around a commit.</summary>
public enum Death
{
    /// <summary>Just before the commit is written.</summary>
    BeforeCommit,

    /// <summary>After the commit is written, before anybody learns of it.</summary>
    AfterCommit,
}

/// <summary>
/// A store whose process dies at the n-th commit of workflows: from then on no call of this process returns, and
/// nothing that it does reaches the data.
/// </summary>
internal sealed class HaltingStore(IDocumentStore store, int commit, Death death) : IDocumentStore
{
    private readonly TaskCompletionSource never = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private volatile bool isDead;

    public bool IsDead => isDead;

    /// <summary>Commits of workflows so far.</summary>
    public int Commits { get; private set; }

    /// <summary>Lets what waits for the dead end, so that the test can clear up.</summary>
    public void Bury()
    {
        lock (gate)
        {
            isDead = true;
        }

        never.TrySetException(new StoreException(CommitStatus.Unavailable, "The process is dead."));
    }

    public async ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default)
    {
        Task<CommitResult>? writing = null;
        lock (gate)
        {
            if (!isDead)
            {
                var isLast = batch.Container == "workflows" && ++Commits == commit;
                if (!isLast || death == Death.AfterCommit)
                {
                    writing = store.CommitAsync(batch, CancellationToken.None).AsTask();
                }

                isDead = isLast;
            }

            if (isDead)
            {
                writing = null;
            }
        }

        await AliveAsync(cancellation);
        return await writing!; // the dead get no further than the line above
    }

    public async ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default)
    {
        await AliveAsync(cancellation);
        return await store.ReadAsync(container, partition, id, cancellation);
    }

    public async ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default)
    {
        await AliveAsync(cancellation);
        return await store.ReadManyAsync(container, partition, ids, cancellation);
    }

    public async ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default)
    {
        await AliveAsync(cancellation);
        return await store.QueryAsync(query, cancellation);
    }

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    private Task AliveAsync(CancellationToken cancellation) => isDead ? never.Task.WaitAsync(cancellation) : Task.CompletedTask;
}
