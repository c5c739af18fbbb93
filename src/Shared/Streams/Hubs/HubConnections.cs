using System.Collections.Concurrent;

namespace CryptoVault.Streams;

/// <summary>The connections of hubs in this process, by hub and connection id. Shared by the host, which has the sockets, and the HTTP app.</summary>
public sealed class HubConnections
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<(string Hub, string ConnectionId), StreamConnection> connections = new();

    /// <summary>Told of each connection that is made to a hub.</summary>
    internal event Action<string, StreamConnection>? Connected;

    /// <summary>The connection, or null.</summary>
    public StreamConnection? Find(string hub, string connectionId) => connections.GetValueOrDefault((hub, connectionId));

    /// <summary>
    /// The connection, or null. A client knows its id a moment before the hub has the connection, so it is waited for.
    /// </summary>
    public async Task<StreamConnection?> FindAsync(string hub, string connectionId, TimeProvider clock, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; ; waited += Look)
        {
            if (Find(hub, connectionId) is { } found)
            {
                return found;
            }

            if (waited >= Patience)
            {
                return null;
            }

            await Task.Delay(Look, clock, cancellation);
        }
    }

    /// <summary>A client connected.</summary>
    internal void Add(string hub, string connectionId, StreamConnection connection)
    {
        connections[(hub, connectionId)] = connection;
        connection.OnEnd(_ => connections.TryRemove((hub, connectionId), out var _));
        Connected?.Invoke(hub, connection);
    }
}
