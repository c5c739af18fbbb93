using CryptoVault.Messaging;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>
/// Finds outbox documents that nobody announced to this process: those from before its start, those of other
/// processes, and those whose fast path failed. It asks often, because an empty answer costs an index look-up,
/// and rests twenty times as long as it took, so that a large backlog is not read over and over.
/// </summary>
internal sealed class OutboxSweep(
    IDocumentStore store, EmbeddedQueueOptions options, TimeProvider clock, ILogger logger, Action<string, StoredDocument> found)
{
    private const int RestPerWork = 20;
    private const int PageSize = 500;

    private DateTimeOffset lookedUntil;
    private long lastFull;

    /// <summary>The states of documents whose messages wait, those first whose messages are to be delivered first.</summary>
    private static readonly string[] States = [OutboxDocument.Pending, OutboxDocument.BackOffice];

    /// <summary>Finds everything there is in a state; tries on until the store answers.</summary>
    public async Task FindAllAsync(string state, CancellationToken cancellation)
    {
        var started = clock.GetUtcNow();
        while (!await TryLookAsync(state, null, started + TimeSpan.FromMinutes(5), cancellation))
        {
            await Task.Delay(options.SweepEvery, clock, cancellation);
        }

        lookedUntil = lookedUntil == default || started < lookedUntil ? started : lookedUntil;
        lastFull = clock.GetTimestamp();
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var rest = options.SweepEvery;
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(rest, clock, cancellation);
            var started = clock.GetTimestamp();
            var full = clock.GetElapsedTime(lastFull) >= options.FullSweepEvery;
            var until = clock.GetUtcNow() - options.SweepMinAge;
            if (await TryLookAtAllAsync(full ? null : lookedUntil - options.SweepOverlap, until, cancellation))
            {
                lookedUntil = until > lookedUntil ? until : lookedUntil;
                lastFull = full ? started : lastFull;
            }

            var work = clock.GetElapsedTime(started) * RestPerWork;
            rest = work > options.SweepEvery ? work : options.SweepEvery;
        }
    }

    private async ValueTask<bool> TryLookAtAllAsync(DateTimeOffset? from, DateTimeOffset until, CancellationToken cancellation)
    {
        foreach (var state in States)
        {
            if (!await TryLookAsync(state, from, until, cancellation))
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask<bool> TryLookAsync(string state, DateTimeOffset? from, DateTimeOffset until, CancellationToken cancellation)
    {
        try
        {
            foreach (var container in options.Containers)
            {
                string? continuation = null;
                do
                {
                    var query = new DocumentQuery(container, OutboxDocument.Index.Name)
                    {
                        Equal = [state],
                        From = from is { } start ? StoredTime.Format(start) : null,
                        To = StoredTime.Format(until),
                        Limit = PageSize,
                        Continuation = continuation,
                    };
                    var page = await store.QueryAsync(query, cancellation);
                    foreach (var stored in page.Items)
                    {
                        found(container, stored);
                    }

                    continuation = page.Continuation;
                }
                while (continuation is not null);
            }

            return true;
        }
        catch (StoreException exception)
        {
            logger.LogWarning(exception, "Outbox documents could not be looked for; trying again.");
            return false;
        }
    }
}
