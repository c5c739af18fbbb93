using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Streams.UserEvents;

/// <summary>
/// Ends private streams with their sessions: at once when the session is ended in this process (log-out, password, state
/// of the account), within seconds when it is ended elsewhere or its time is over.
/// </summary>
public sealed class SessionWatch : IDisposable
{
    private readonly IDocumentStore store;
    private readonly StreamConnections connections;
    private readonly IHubs hubs;
    private readonly StreamOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<SessionWatch> logger;
    private readonly IDisposable listening;

    /// <summary>Creates the watch, which listens to changes until it is disposed.</summary>
    public SessionWatch(IDocumentStore store, StreamConnections connections, IHubs hubs, IAccessSignals signals, StreamOptions options, TimeProvider clock, ILogger<SessionWatch> logger)
    {
        ArgumentNullException.ThrowIfNull(signals);
        (this.store, this.connections, this.hubs, this.options, this.clock, this.logger) = (store, connections, hubs, options, clock, logger);
        listening = signals.Listen(Changed);
    }

    /// <inheritdoc />
    public void Dispose() => listening.Dispose();

    /// <summary>Ends the stream if its session is over.</summary>
    internal async Task CheckAsync(StreamConnection connection, CancellationToken cancellation)
    {
        if (connection.Client is { UserId: { } user, SessionId: { } session } && !await IsAliveAsync(user, session, cancellation))
        {
            connection.End(StreamEnds.SessionEnded);
        }
    }

    /// <summary>Looks at all sessions, again and again.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(options.SessionCheckEvery, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await CheckAllAsync(null);
        }
    }

    private void Changed(string userId)
    {
        if (hubs.AreElsewhere)
        {
            hubs.CloseUser(userId, StreamEnds.SessionEnded); // those whose session goes on connect again
        }

        _ = CheckAllAsync(userId);
    }

    private async Task CheckAllAsync(string? userId)
    {
        foreach (var connection in connections.Open.Where(one => one.Client.UserId is { } user && (userId is null || user == userId)))
        {
            try
            {
                await CheckAsync(connection, CancellationToken.None);
            }
            catch (StoreException exception)
            {
                logger.LogWarning(exception, "The session of a stream cannot be looked at now; it will be in a moment.");
            }
        }
    }

    private async ValueTask<bool> IsAliveAsync(string userId, string sessionId, CancellationToken cancellation)
    {
        var documents = await store.ReadManyAsync(AccountPartitions.Users, userId, [ProfileDocument.DocumentId, SessionDocument.IdOf(sessionId)], cancellation);
        return documents is [{ } profile, { } session]
            && DocumentCodec.Decode<SessionDocument>(session).IsAlive(DocumentCodec.Decode<ProfileDocument>(profile), clock.GetUtcNow());
    }
}
