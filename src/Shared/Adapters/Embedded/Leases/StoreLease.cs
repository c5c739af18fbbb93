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
            await TryHoldAsync(work, stop).ConfigureAwait(false);
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
            if (!await TryWriteAsync(stop).ConfigureAwait(false))
            {
                await PauseAsync(options.TryEvery, stop).ConfigureAwait(false);
                continue;
            }

            logger.LogInformation("Lease {Lease} is held by this process.", name);
            await HoldAsync(work, stop).ConfigureAwait(false);
        }
    }

    private async Task HoldAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        held = true;
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var working = Task.Run(() => work(lost.Token), CancellationToken.None);
        try
        {
            while (!lost.IsCancellationRequested && !working.IsCompleted)
            {
                await PauseAsync(options.RenewEvery, lost.Token).ConfigureAwait(false);
                if (lost.IsCancellationRequested || await TryWriteAsync(lost.Token).ConfigureAwait(false))
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
            await lost.CancelAsync().ConfigureAwait(false);
            try
            {
                await working.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                logger.LogDebug("The work under lease {Lease} was stopped.", name);
            }
            finally
            {
                await ReleaseAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes or renews the lease; false when it is another's, or the store does not answer.</summary>
    private async ValueTask<bool> TryWriteAsync(CancellationToken cancellation)
    {
        try
        {
            if (etag is null && !await IsFreeAsync(cancellation).ConfigureAwait(false))
            {
                return false;
            }

            var until = clock.GetUtcNow() + options.Duration;
            var self = ProcessIdentity.Current;
            var document = new LeaseDocument(name, owner, self.Machine, self.ProcessId, self.Started, StoredTime.Format(until));
            var body = DocumentCodec.Encode(document);
            var current = etag ?? seenETag;
            var operation = current is null ? DocumentOperation.Create(name, body) : DocumentOperation.Replace(name, body, current);
            var outcome = await store.CommitAsync(new DocumentBatch(LeaseDocument.Container, LeaseDocument.Partition, [operation]), cancellation).ConfigureAwait(false);
            if (outcome.IsCommitted)
            {
                etag = outcome.ETags[0];
                heldUntil = until;
                return true;
            }

            if (outcome.Status is CommitStatus.PreconditionFailed or CommitStatus.NotFound or CommitStatus.AlreadyExists)
            {
                etag = null; // somebody else wrote it (or an own write whose answer was lost; then it is free to us, see IsFreeAsync)
                return held && await TryWriteAsync(cancellation).ConfigureAwait(false);
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
        var stored = await store.ReadAsync(LeaseDocument.Container, LeaseDocument.Partition, name, cancellation).ConfigureAwait(false);
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
            await store.CommitAsync(new DocumentBatch(LeaseDocument.Container, LeaseDocument.Partition, [released]), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreException or ObjectDisposedException)
        {
            logger.LogDebug(exception, "Lease {Lease} was not released; it runs out.", name);
        }

        etag = null;
        seenETag = null;
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellation) =>
        await Task.Delay(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
