using System.Text.Json;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>
/// Finds work that only the store knows of: at start what the process before left, later what clients in other
/// processes wrote. It rests twenty times as long as it took, so that it stays cheap under load.
/// </summary>
internal sealed class WorkSweep(EngineSession session)
{
    private const int RestPerWork = 20;
    private const int PageSize = 500;
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private DateTimeOffset lookedUntil;
    private long lastFull;

    /// <summary>Finds everything there is; tries on until the store answers.</summary>
    public async Task<int> FindAllAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var now = session.Clock.GetUtcNow();
            if (await TryLookAsync(null, now + TimeSpan.FromDays(1), cancellation) is { } found)
            {
                lookedUntil = now;
                lastFull = session.Clock.GetTimestamp();
                return found;
            }

            await Task.Delay(session.Options.SweepEvery, session.Clock, cancellation);
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var rest = session.Options.SweepEvery;
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(rest, session.Clock, cancellation);
            var started = session.Clock.GetTimestamp();
            var isFull = session.Clock.GetElapsedTime(lastFull) >= session.Options.FullSweepEvery;
            var until = session.Clock.GetUtcNow() - session.Options.SweepEvery;
            if (await TryLookAsync(isFull ? null : lookedUntil - Overlap, until, cancellation) is not null)
            {
                lookedUntil = until > lookedUntil ? until : lookedUntil;
                lastFull = isFull ? started : lastFull;
            }

            var work = session.Clock.GetElapsedTime(started) * RestPerWork;
            rest = work > session.Options.SweepEvery ? work : session.Options.SweepEvery;
        }
    }

    private async Task<int?> TryLookAsync(DateTimeOffset? from, DateTimeOffset until, CancellationToken cancellation)
    {
        try
        {
            var found = 0;
            string? continuation = null;
            do
            {
                var query = new DocumentQuery(WorkflowContainer.Name, WorkflowContainer.WorkIndex)
                {
                    From = from is { } start ? StoredTime.Format(start) : null,
                    To = StoredTime.Format(until),
                    Limit = PageSize,
                    Continuation = continuation,
                };
                var page = await session.Store.Store.QueryAsync(query, cancellation);
                foreach (var stored in page.Items)
                {
                    Dispatch(stored);
                }

                found += page.Items.Count;
                continuation = page.Continuation;
            }
            while (continuation is not null);

            return found;
        }
        catch (StoreException exception)
        {
            session.Logger.LogWarning(exception, "Durable work could not be looked for; trying again.");
            return null;
        }
    }

    private void Dispatch(StoredDocument stored)
    {
        try
        {
            var type = JsonSerializer.Deserialize(stored.Body.Span, WorkflowJson.Default.DocumentHead)?.Type;
            switch (type)
            {
                case "workflow-instance":
                    session.Instances.Post(stored.Partition, new ReplacedMail(DocumentCodec.Decode<InstanceDocument>(stored).Generation));
                    break;
                case "workflow-inbox":
                    session.Instances.Post(stored.Partition, new InboxMail(DocumentCodec.Decode<InboxDocument>(stored), stored.ETag));
                    break;
                case "workflow-outgoing":
                    session.Delivery.Enqueue(stored.Partition, [new Stored<OutgoingDocument>(DocumentCodec.Decode<OutgoingDocument>(stored), stored.ETag)]);
                    break;
                case "workflow-garbage":
                    _ = session.Garbage.CollectAsync(stored.Partition, stored.Id);
                    break;
                default:
                    session.Logger.LogError("Document {Id} of {Instance} is of no type that the engine knows.", stored.Id, stored.Partition);
                    break;
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            session.Logger.LogError(exception, "Document {Id} of {Instance} cannot be read; it is left alone.", stored.Id, stored.Partition);
        }
    }
}
