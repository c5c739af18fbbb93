using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>Deletes histories of earlier generations that were too long to be deleted in the commit that ended them.</summary>
internal sealed class GarbageCollection(WorkflowStore store, ILogger logger, CancellationToken stopping) : IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <summary>An instance started over; what it left, if anything, is noted in its partition.</summary>
    public void OnStartOver(string instanceId, InstanceDocument document) =>
        _ = CollectAsync(instanceId, GarbageDocument.Of(document.Generation - 1, document.UpdatedAt).Id);

    /// <summary>Deletes what a note says.</summary>
    public async Task CollectAsync(string instanceId, string noteId)
    {
        try
        {
            await oneAtATime.WaitAsync(stopping);
            try
            {
                await DeleteAsync(instanceId, noteId);
            }
            finally
            {
                oneAtATime.Release();
            }
        }
        catch (OperationCanceledException)
        {
            logger.LogDebug("The old history of {Instance} is deleted later.", instanceId);
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "The old history of {Instance} could not be deleted; a sweep tries again.", instanceId);
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task DeleteAsync(string instanceId, string noteId)
    {
        var stored = await store.Store.ReadAsync(WorkflowContainer.Name, instanceId, noteId, stopping);
        if (stored is null)
        {
            return;
        }

        var (from, to) = HistoryDocument.RangeOf(DocumentCodec.Decode<GarbageDocument>(stored).Generation);
        if (await store.DeleteRangeAsync(instanceId, from, to, stopping))
        {
            await store.CommitAsync(instanceId, [DocumentOperation.Delete(noteId, stored.ETag)], stopping);
        }
    }
}
