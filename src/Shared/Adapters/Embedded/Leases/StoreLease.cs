using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Embedded.Leases;

/// <summary>
/// A lease kept as a document: at most one process at a time does the work it stands for. It saves double work;
/// it is not what correctness rests on (a paused holder may overlap with its successor for a moment): the
/// work itself is idempotent or guarded by ETags.
/// </summary>
public sealed class StoreLease(IDocumentStore store, string name, string owner, LeaseOptions options, TimeProvider clock, ILogger logger)
{
    private string? etag;
    private string? seenETag;
    private long seenSince;
    private DateTimeOffset heldUntil;
    private volatile bool held;

    /// <summary>True while this process holds the lease.</summary>
    public bool IsHeld => held;

    /// <summary>
    /// Until <paramref name="stop"/>: gets the lease as soon as it is free, runs <paramref name="work"/> while it is
    /// held (its token fires when the lease is lost or it is time to stop), and releases it at the end.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            await TryHoldAsync(work, stop);
        }
        catch (Exception exception)
        {
            logger.LogCritical(exception, "The work under lease {Lease} ended for good.", name);
            throw;
        }
    }

    private async Task TryHoldAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (!await TryWriteAsync(stop))
            {
                await PauseAsync(options.TryEvery, stop);
                continue;
            }

            logger.LogInformation("Lease {Lease} is held by this process.", name);
            await HoldAsync(work, stop);
        }
    }

    private async Task HoldAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        held = true;
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var working = work(lost.Token);
        try
        {
            while (!lost.IsCancellationRequested && !working.IsCompleted)
            {
                await PauseAsync(options.RenewEvery, lost.Token);
                if (lost.IsCancellationRequested || await TryWriteAsync(lost.Token))
                {
                    continue;
                }

                if (etag is null || clock.GetUtcNow() >= heldUntil)
                {
                    logger.LogWarning("Lease {Lease} is lost.", name);
                    break;
                }
            }
        }
        finally
        {
            held = false;
            lost.Cancel(); // in this flow, not on another thread: CancelAsync would use the pool
            try
            {
                await working;
            }
            catch (OperationCanceledException)
            {
                logger.LogDebug("The work under lease {Lease} was stopped.", name);
            }
            finally
            {
                await ReleaseAsync();
            }
        }
    }

    /// <summary>Takes or renews the lease; false when it is another's, or the store does not answer.</summary>
    private async ValueTask<bool> TryWriteAsync(CancellationToken cancellation)
    {
        try
        {
            if (etag is null && !await IsFreeAsync(cancellation))
            {
                return false;
            }

            var until = clock.GetUtcNow() + options.Duration;
            var self = ProcessIdentity.Current;
            var document = new LeaseDocument(name, owner, self.Machine, self.ProcessId, self.Started, StoredTime.Format(until));
            var body = DocumentCodec.Encode(document);
            var current = etag ?? seenETag;
            var operation = current is null ? DocumentOperation.Create(name, body) : DocumentOperation.Replace(name, body, current);
            var outcome = await store.CommitAsync(new DocumentBatch(LeaseDocument.Container, LeaseDocument.Partition, [operation]), cancellation);
            if (outcome.IsCommitted)
            {
                etag = outcome.ETags[0];
                heldUntil = until;
                return true;
            }

            if (outcome.Status is CommitStatus.PreconditionFailed or CommitStatus.NotFound or CommitStatus.AlreadyExists)
            {
                etag = null; // somebody else wrote it (or an own write whose answer was lost; then it is free to us, see IsFreeAsync)
                return held && await TryWriteAsync(cancellation);
            }

            logger.LogDebug("Lease {Lease} was not written: {Status}", name, outcome.Status);
            return false;
        }
        catch (Exception exception) when (exception is StoreException or OperationCanceledException)
        {
            logger.LogDebug(exception, "Lease {Lease} could not be read or written.", name);
            return false;
        }
    }

    private async ValueTask<bool> IsFreeAsync(CancellationToken cancellation)
    {
        var stored = await store.ReadAsync(LeaseDocument.Container, LeaseDocument.Partition, name, cancellation);
        if (stored?.ETag != seenETag)
        {
            seenETag = stored?.ETag;
            seenSince = clock.GetTimestamp();
        }

        if (stored is null)
        {
            return true;
        }

        var lease = DocumentCodec.Decode<LeaseDocument>(stored);
        return lease.Owner == owner
            || StoredTime.Parse(lease.Expires) <= clock.GetUtcNow()
            || clock.GetElapsedTime(seenSince) > 2 * options.Duration // the clocks disagree, but it is not renewed
            || new ProcessIdentity(lease.Machine, lease.ProcessId, lease.ProcessStarted).IsGone();
    }

    private async ValueTask ReleaseAsync()
    {
        if (etag is null)
        {
            return;
        }

        try
        {
            var released = DocumentOperation.Delete(name, etag);
            await store.CommitAsync(new DocumentBatch(LeaseDocument.Container, LeaseDocument.Partition, [released]), CancellationToken.None);
        }
        catch (Exception exception) when (exception is StoreException or ObjectDisposedException)
        {
            logger.LogDebug(exception, "Lease {Lease} was not released; it runs out.", name);
        }

        etag = null;
        seenETag = null;
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellation) =>
        await Task.Delay(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
}
