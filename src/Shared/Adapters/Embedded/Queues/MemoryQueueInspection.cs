using CryptoVault.Messaging;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>What operators and publishers may ask of a queue.</summary>
internal sealed partial class MemoryQueue
{
    public QueueState State()
    {
        lock (gate)
        {
            var age = due.First is { } oldest ? clock.GetUtcNow() - oldest.Value.Due : TimeSpan.Zero;
            return new QueueState(Name, openIds.Count, locked, scheduled.Count, age < TimeSpan.Zero ? TimeSpan.Zero : age, delivering);
        }
    }

    public IReadOnlyList<PeekedMessage> Peek(int limit)
    {
        lock (gate)
        {
            return
            [
                .. due.Concat(scheduled.OrderBy(message => message.Due)).Take(limit)
                    .Select(message => new PeekedMessage(message.Reference, message.ToReceived(), message.IsLocked, null)),
            ];
        }
    }
}
