using System.Collections.Concurrent;

namespace CryptoVault.Streams;

/// <summary>The connections of hubs in this process, by hub and connection id. Shared by the host, which has the sockets, and the HTTP app.</summary>
public sealed class HubConnections
{
    private readonly ConcurrentDictionary<(string Hub, string ConnectionId), StreamConnection> connections = new();

    /// <summary>Told of each connection that is made to a hub.</summary>
    internal event Action<string, StreamConnection>? Connected;

    /// <summary>The connection, or null.</summary>
    public StreamConnection? Find(string hub, string connectionId) => connections.GetValueOrDefault((hub, connectionId));

    /// <summary>A client connected.</summary>
    internal void Add(string hub, string connectionId, StreamConnection connection)
    {
        connections[(hub, connectionId)] = connection;
        connection.OnEnd(_ => connections.TryRemove((hub, connectionId), out var _));
        Connected?.Invoke(hub, connection);
    }
}
