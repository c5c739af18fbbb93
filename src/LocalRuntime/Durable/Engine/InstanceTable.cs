using System.Collections.Concurrent;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>The instances in memory. Idle ones beyond the limit are dropped, the least recently used first.</summary>
internal sealed class InstanceTable(EngineSession session, int maxIdle)
{
    private readonly ConcurrentDictionary<string, LiveInstance> instances = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly LinkedList<LiveInstance> idle = new();

    /// <summary>Instances in memory.</summary>
    public int Count => instances.Count;

    public void Post(string instanceId, InstanceMail mail)
    {
        while (!instances.GetOrAdd(instanceId, static (id, session) => new LiveInstance(session, id), session).TryPost(mail))
        {
            // It is being dropped at this moment; the next one takes the mail.
        }
    }

    /// <summary>An instance has nothing to do.</summary>
    public void OnIdle(LiveInstance instance, bool isOver)
    {
        if (isOver)
        {
            Retire(instance);
            return;
        }

        LiveInstance? oldest = null;
        lock (gate)
        {
            if (instance.IdleNode is { List: not null } node)
            {
                idle.Remove(node);
            }

            instance.IdleNode = idle.AddLast(instance);
            if (idle.Count > maxIdle)
            {
                oldest = idle.First!.Value;
                idle.RemoveFirst();
            }
        }

        if (oldest is not null)
        {
            Retire(oldest); // if it is at work again it comes back to the list by itself
        }
    }

    private void Retire(LiveInstance instance)
    {
        if (!instance.TryRetire())
        {
            return;
        }

        instances.TryRemove(new KeyValuePair<string, LiveInstance>(instance.InstanceId, instance));
        lock (gate)
        {
            if (instance.IdleNode is { List: not null } node)
            {
                idle.Remove(node);
            }
        }
    }
}
