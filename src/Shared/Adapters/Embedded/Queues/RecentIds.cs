namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>
/// The ids of handled messages, bounded by number and age. It lives in memory only: after a restart a repetition
/// of a message that was handled before is delivered, and the consumer, being idempotent, does nothing.
/// </summary>
internal sealed class RecentIds(int capacity, TimeSpan window, TimeProvider clock)
{
    private readonly Dictionary<string, long> handled = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long At)> order = new();

    public void Add(string id)
    {
        var now = clock.GetTimestamp();
        handled[id] = now;
        order.Enqueue((id, now));
        while (order.Count > capacity || (order.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At, now) > window))
        {
            var (last, at) = order.Dequeue();
            if (handled.TryGetValue(last, out var newest) && newest == at)
            {
                handled.Remove(last);
            }
        }
    }

    public bool Contains(string id) => handled.TryGetValue(id, out var at) && clock.GetElapsedTime(at) <= window;
}
