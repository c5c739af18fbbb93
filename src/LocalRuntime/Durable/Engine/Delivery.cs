using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>
/// Delivers what turns promised to other instances: each message is one commit in the receiver's partition, under an id
/// that follows from the message, so that a repeated delivery is recognised; then the promise is deleted.
/// </summary>
internal sealed class Delivery(WorkflowStore store, InstanceTable instances, TimeProvider clock, ILogger logger, CancellationToken stopping) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim slots = new(64);
    private readonly Lock gate = new();
    private readonly HashSet<(string InstanceId, string Id)> underWay = [];

    public void Enqueue(string sender, IReadOnlyList<Stored<OutgoingDocument>> documents)
    {
        foreach (var document in documents)
        {
            lock (gate)
            {
                if (!underWay.Add((sender, document.Document.Id)))
                {
                    continue;
                }
            }

            _ = DeliverAsync(sender, document);
        }
    }

    public void Dispose() => slots.Dispose();

    private async Task DeliverAsync(string sender, Stored<OutgoingDocument> outgoing)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Starts first: what is meant for an instance that is not there is dropped.
                foreach (var group in outgoing.Document.Messages.GroupBy(m => m.Kind).OrderBy(g => g.Key))
                {
                    await Task.WhenAll(group.Select(DeliverAsync));
                }

                await store.CommitAsync(sender, [DocumentOperation.Delete(outgoing.Document.Id, outgoing.ETag)], stopping);
                break;
            }
            catch (OperationCanceledException)
            {
                return; // the next session finds it by the index
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "{Messages} messages of {Instance} were not delivered; trying again.", outgoing.Document.Messages.Count, sender);
                await Task.Delay(RetryDelay, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        lock (gate)
        {
            underWay.Remove((sender, outgoing.Document.Id));
        }
    }

    private async Task DeliverAsync(OutgoingMessage message)
    {
        await slots.WaitAsync(stopping);
        try
        {
            await (message.Kind == OutgoingKind.Start ? StartAsync(message) : PutAsync(message));
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Puts an event into the receiver's inbox, if the receiver can still use it.</summary>
    private async Task PutAsync(OutgoingMessage message)
    {
        var receiver = await store.ReadInstanceAsync(message.Instance, stopping);
        if (receiver is null || receiver.Document.IsFinal || (message.Generation is { } generation && generation != receiver.Document.Generation))
        {
            return;
        }

        var document = new InboxDocument(InboxDocument.IdPrefix + message.Key, message.Event, StoredTime.Format(clock.GetUtcNow())) { Generation = message.Generation };
        var create = DocumentOperation.Create(document.Id, DocumentCodec.Encode(document));
        var (status, etags) = await store.CommitAsync(message.Instance, [create], stopping);
        instances.Post(message.Instance, status == WriteStatus.Committed ? new InboxMail(document, etags[0]!) : new InboxChangedMail());
    }

    private async Task StartAsync(OutgoingMessage message)
    {
        while (true)
        {
            var existing = await store.ReadInstanceAsync(message.Instance, stopping);
            if (existing?.Document.Parent is { } parent && parent == message.Parent)
            {
                instances.Post(message.Instance, WakeMail.Instance); // it was started before
                return;
            }

            if (existing is { Document.IsFinal: false })
            {
                await PutAsync(OutgoingMail.ToParent(message.Parent!, null, new FailureRecord(
                    typeof(InvalidOperationException).FullName!, $"An orchestration with the instance id '{message.Instance}' exists and has not ended.", null, null)));
                return;
            }

            if (await TryStartAsync(message, existing))
            {
                return;
            }
        }
    }

    private async Task<bool> TryStartAsync(OutgoingMessage message, Stored<InstanceDocument>? existing)
    {
        var now = StoredTime.Format(clock.GetUtcNow());
        var started = new InstanceDocument(
            message.Instance, message.Event.Name!, (existing?.Document.Generation ?? 0) + 1, nameof(OrchestrationRuntimeStatus.Pending), now, now)
        {
            Input = message.Event.Payload,
            Parent = message.Parent,
            CorrelationId = message.CorrelationId,
            WorkAt = now,
        };
        var (status, _) = await store.CommitAsync(message.Instance, InstanceStart.Operations(started, existing, now), stopping);
        if (status != WriteStatus.Committed)
        {
            return false;
        }

        instances.Post(message.Instance, new ReplacedMail(started.Generation));
        return true;
    }
}
