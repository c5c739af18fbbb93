using System.Collections.Concurrent;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>Tells clients that wait for an instance that it changed.</summary>
internal sealed class InstanceWatch
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> watched = new(StringComparer.Ordinal);

    /// <summary>Ends with the next change.</summary>
    public Task NextChange(string instanceId) =>
        watched.GetOrAdd(instanceId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Notify(string instanceId)
    {
        if (!watched.IsEmpty && watched.TryRemove(instanceId, out var watch))
        {
            watch.TrySetResult();
        }
    }
}
