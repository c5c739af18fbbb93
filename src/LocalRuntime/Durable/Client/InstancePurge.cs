using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Engine;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Client;

/// <summary>Deletes instances that have ended. The head goes last, so that an interrupted purge can be repeated.</summary>
internal sealed class InstancePurge(WorkflowStore store)
{
    /// <summary>How many instances it deleted.</summary>
    public async Task<int> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellation)
    {
        while (true)
        {
            var head = await store.ReadInstanceAsync(instanceId, cancellation);
            if (head is not { Document.IsFinal: true })
            {
                return 0;
            }

            var purged = recursive ? await PurgeChildrenAsync(head.Document, cancellation) : 0;
            var isEmptied = await store.DeleteRangeAsync(instanceId, null, head.Document.Id, cancellation)
                && await store.DeleteRangeAsync(instanceId, head.Document.Id + " ", null, cancellation);
            if (!isEmptied)
            {
                continue; // somebody wrote meanwhile
            }

            var (status, _) = await store.CommitAsync(instanceId, [DocumentOperation.Delete(head.Document.Id, head.ETag)], cancellation);
            if (status == WriteStatus.Committed)
            {
                return purged + 1;
            }
        }
    }

    private async Task<int> PurgeChildrenAsync(InstanceDocument document, CancellationToken cancellation)
    {
        var purged = 0;
        foreach (var chunk in await store.ReadHistoryAsync(document.InstanceId, document.Generation, cancellation))
        {
            foreach (var child in chunk.Events.Where(e => e.Kind == HistoryKind.SubScheduled))
            {
                purged += await PurgeAsync(child.Instance!, recursive: true, cancellation);
            }
        }

        return purged;
    }
}
