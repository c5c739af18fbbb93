using CryptoVault.Simulation.Kernel;
using CryptoVault.Storage;

namespace CryptoVault.Simulation.Store;

/// <summary>
/// A process' connection to the store: it takes time, it fails in every way that a real one does, and it may be what
/// kills the process, right before or right after a commit.
/// </summary>
internal sealed class SimStoreClient(
    SimStore store, SimKernel kernel, SimScheduler process, Chance chance, Weather weather, Action<string> kill) : IDocumentStore
{
    /// <summary>Commits that no fault hits: the lease of the queues, which is not what correctness rests on.</summary>
    private const string Spared = Hosting.ContainerNames.Runtime;

    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default) =>
        AnswerAsync(() => store.Read(container, partition, id), cancellation);

    public ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(
        string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default) =>
        AnswerAsync<IReadOnlyList<StoredDocument?>>(() => [.. ids.Select(id => store.Read(container, partition, id))], cancellation);

    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default) =>
        AnswerAsync(() => store.Query(query), cancellation);

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException("Nothing that is simulated reads a change feed.");

    public ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default)
    {
        if (BatchRules.Refuse(batch) is { } refused)
        {
            return ValueTask.FromResult(refused);
        }

        if (!chance.Hits(weather.LatencyShare))
        {
            return CommitNow(batch) is { } result ? ValueTask.FromResult(result) : NeverAsync<CommitResult>();
        }

        var answer = new TaskCompletionSource<CommitResult>();
        kernel.After(Latency(), process, () =>
        {
            if (CommitNow(batch) is { } result)
            {
                kernel.After(Latency(), process, () => answer.TrySetResult(result));
            }
        });
        return new ValueTask<CommitResult>(answer.Task);
    }

    /// <summary>Null when the process died of it.</summary>
    private CommitResult? CommitNow(DocumentBatch batch)
    {
        if (process.IsDead)
        {
            return null;
        }

        if (batch.Container == Spared)
        {
            return store.Commit(batch);
        }

        if (chance.Hits(weather.CrashBefore))
        {
            kill($"before a commit on {batch.Container}/{batch.Partition}");
            return null;
        }

        if (chance.Hits(weather.CrashAfter))
        {
            store.Commit(batch);
            kill($"after a commit on {batch.Container}/{batch.Partition}");
            return null;
        }

        return chance.Hits(weather.Throttled) ? new CommitResult(CommitStatus.Throttled) { RetryAfter = TimeSpan.FromMilliseconds(20) }
            : chance.Hits(weather.Unavailable) ? new CommitResult(CommitStatus.Unavailable)
            : Lost(batch);
    }

    private CommitResult Lost(DocumentBatch batch)
    {
        var unknown = new CommitResult(CommitStatus.Unknown);
        if (chance.Hits(weather.LostBefore))
        {
            return unknown;
        }

        if (chance.Hits(weather.LostAfter))
        {
            store.Commit(batch);
            return unknown;
        }

        if (chance.Hits(weather.LostLate))
        {
            kernel.After(chance.Time(TimeSpan.FromMilliseconds(200)), null, () => store.Commit(batch));
            return unknown;
        }

        if (chance.Hits(weather.OtherWriter))
        {
            store.Touch(batch);
        }

        return store.Commit(batch);
    }

    private ValueTask<T> AnswerAsync<T>(Func<T> read, CancellationToken cancellation)
    {
        if (process.IsDead)
        {
            return NeverAsync<T>();
        }

        cancellation.ThrowIfCancellationRequested();
        var fails = chance.Hits(weather.ReadFails);
        if (!chance.Hits(weather.LatencyShare))
        {
            return fails ? ValueTask.FromException<T>(Away()) : ValueTask.FromResult(read());
        }

        var answer = new TaskCompletionSource<T>();
        kernel.After(Latency(), process, () =>
        {
            if (fails)
            {
                kernel.After(Latency(), process, () => answer.TrySetException(Away()));
                return;
            }

            var found = read();
            kernel.After(Latency(), process, () => answer.TrySetResult(found));
        });
        return new ValueTask<T>(answer.Task);
    }

    private TimeSpan Latency() => chance.Time(weather.LongestLatency);

    private static StoreException Away() => new(CommitStatus.Unavailable, "The simulated store is away.");

    private static ValueTask<T> NeverAsync<T>() => new(new TaskCompletionSource<T>().Task);
}
