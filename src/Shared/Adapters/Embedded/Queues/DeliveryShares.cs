namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>
/// What queues know of each other: how many messages of the queues that come first wait for their handling to end. While there are
/// any, back-office queues (<see cref="Messaging.Queues.IsBackOffice"/>) deliver less at a time.
/// </summary>
internal sealed class DeliveryShares
{
    private int first;

    /// <summary>A queue that comes first has messages that are due and not handled.</summary>
    public bool OthersHaveWork => Volatile.Read(ref first) > 0;

    /// <summary>So many messages of a queue that comes first became due.</summary>
    public void Add(int messages) => Interlocked.Add(ref first, messages);

    /// <summary>So many of them are handled, or another process's to deliver.</summary>
    public void Remove(int messages) => Interlocked.Add(ref first, -messages);
}
