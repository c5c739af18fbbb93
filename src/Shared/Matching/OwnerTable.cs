namespace CryptoVault.Matching;

/// <summary>The customers of a market as small numbers, which the book compares instead of names, and their working orders' counts.</summary>
internal sealed class OwnerTable
{
    private readonly Dictionary<string, int> handles = new(StringComparer.Ordinal);
    private readonly List<(string UserId, int OpenOrders)> owners = [];
    private readonly Stack<int> free = new();

    /// <summary>The user's number, a new one when there is none yet.</summary>
    public int HandleOf(string userId)
    {
        if (handles.TryGetValue(userId, out var handle))
        {
            return handle;
        }

        if (free.TryPop(out handle))
        {
            owners[handle] = (userId, 0);
        }
        else
        {
            handle = owners.Count;
            owners.Add((userId, 0));
        }

        handles.Add(userId, handle);
        return handle;
    }

    public string UserOf(int handle) => owners[handle].UserId;

    public int OpenOrdersOf(int handle) => owners[handle].OpenOrders;

    public void AddOpenOrders(int handle, int change) => owners[handle] = owners[handle] with { OpenOrders = owners[handle].OpenOrders + change };

    /// <summary>Forgets a user who has no working order.</summary>
    public void ReleaseIfIdle(int handle)
    {
        if (owners[handle] is { OpenOrders: 0, UserId: var userId } && handles.Remove(userId))
        {
            free.Push(handle);
        }
    }
}
