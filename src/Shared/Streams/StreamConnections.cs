using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Streams;

/// <summary>There are as many streams open as there may be of this client, or in all.</summary>
public sealed record TooManyStreams : Error
{
    /// <summary>Creates the error.</summary>
    public TooManyStreams(string whose, int most, TimeSpan retryAfter)
        : base(ErrorKind.TooManyRequests, "TOO_MANY_STREAMS", $"There may be {most} streams open {whose}. Close one.") => RetryAfter = retryAfter;
}

/// <summary>
/// All streams that are open in this process, whatever their transport: their number per address, per user and in all is
/// bounded, they get heartbeats, and they end when the application begins to stop. One instance per process.
/// </summary>
public sealed class StreamConnections(StreamOptions options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<StreamConnections> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<StreamConnection, bool> open = new();
    private readonly Dictionary<UInt128, int> ofAddress = [];
    private readonly Dictionary<UInt128, int> ofUser = [];
    private readonly Lock gate = new();
    private int count;

    /// <summary>How many streams are open.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The streams that are open.</summary>
    internal IEnumerable<StreamConnection> Open => open.Keys;

    /// <summary>Opens a stream, if the client may have another one.</summary>
    /// <param name="client">Who will hold it.</param>
    /// <param name="takesHeartbeats">False where the transport has heartbeats of its own.</param>
    public Result<StreamConnection> Enter(StreamClient client, bool takesHeartbeats = true)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (TakePlace(client) is { } refusal)
        {
            return refusal;
        }

        var connection = new StreamConnection(client, options, takesHeartbeats);
        open[connection] = true;
        connection.OnEnd(Leave);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            connection.End(StreamEnds.ServerStopping);
        }

        return connection;
    }

    /// <summary>Why the client may not have another stream; null when it may.</summary>
    public Error? Refuse(StreamClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        lock (gate)
        {
            return RefuseLocked(client);
        }
    }

    /// <summary>Sends something to everybody.</summary>
    internal void SendHeartbeats()
    {
        foreach (var connection in open.Keys)
        {
            if (connection.TakesHeartbeats)
            {
                connection.Offer(StreamMessage.Heartbeat);
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stopping = lifetime.ApplicationStopping.Register(EndAll);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.HeartbeatEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            SendHeartbeats();
        }

        logger.LogDebug("{Count} streams were open at the end.", Count);
    }

    /// <summary>Ends all streams: this process stops.</summary>
    internal void EndAll()
    {
        foreach (var connection in open.Keys)
        {
            connection.End(StreamEnds.ServerStopping);
        }
    }

    private Error? TakePlace(StreamClient client)
    {
        lock (gate)
        {
            if (RefuseLocked(client) is { } refusal)
            {
                return refusal;
            }

            count++;
            CollectionsMarshal.GetValueRefOrAddDefault(ofAddress, client.Address, out _)++;
            if (client.UserId is { } user)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(ofUser, RateKeys.OfUser(user), out _)++;
            }

            return null;
        }
    }

    private Error? RefuseLocked(StreamClient client)
    {
        if (count >= options.MaxConnections)
        {
            return new ServiceUnavailable($"There are {options.MaxConnections} streams open, which is all there may be.", RetryAfter);
        }

        if (ofAddress.GetValueOrDefault(client.Address) >= options.MaxPerAddress)
        {
            return new TooManyStreams("from one address", options.MaxPerAddress, RetryAfter);
        }

        return client.UserId is { } user && ofUser.GetValueOrDefault(RateKeys.OfUser(user)) >= options.MaxPerUser
            ? new TooManyStreams("of one user", options.MaxPerUser, RetryAfter)
            : null;
    }

    private void Leave(StreamConnection connection)
    {
        if (!open.TryRemove(connection, out _))
        {
            return;
        }

        lock (gate)
        {
            count--;
            Decrement(ofAddress, connection.Client.Address);
            if (connection.Client.UserId is { } user)
            {
                Decrement(ofUser, RateKeys.OfUser(user));
            }
        }
    }

    private static void Decrement(Dictionary<UInt128, int> counts, UInt128 key)
    {
        if (--CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) == 0)
        {
            counts.Remove(key);
        }
    }
}
