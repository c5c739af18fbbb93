using System.Globalization;
using CryptoVault.MarketData;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Streams.UserEvents;

/// <summary>
/// The private streams of users in this process, whatever their transport. Commits of this process are told at once;
/// where other processes write the store, it is looked at several times a second for each user who listens. A stream ends
/// with its session.
/// </summary>
public sealed class UserStreams : BackgroundService
{
    private readonly Dictionary<string, (UserFeed Feed, int Uses)> feeds = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly ReadUserEvents events;
    private readonly UserEventSignals signals;
    private readonly StreamConnections connections;
    private readonly SessionWatch sessions;
    private readonly HubConnections hubs;
    private readonly PartitionOptions partitions;
    private readonly StreamOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<UserStreams> logger;

    /// <summary>Creates the streams.</summary>
    public UserStreams(
        ReadUserEvents events, UserEventSignals signals, StreamConnections connections, SessionWatch sessions, HubConnections hubs, PartitionOptions partitions,
        StreamOptions options, TimeProvider clock, ILogger<UserStreams> logger)
    {
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentNullException.ThrowIfNull(hubs);
        (this.events, this.signals, this.connections, this.sessions, this.hubs) = (events, signals, connections, sessions, hubs);
        (this.partitions, this.options, this.clock, this.logger) = (partitions, options, clock, logger);
        signals.Listen(Take);
        hubs.Connected += Attach;
    }

    /// <summary>Opens a stream of the caller's private events: first those after a sequence, if one is named, then each as it happens.</summary>
    /// <param name="client">Whose, by which session.</param>
    /// <param name="after">The last sequence that the client has; null for none.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public async Task<Result<StreamConnection>> OpenAsync(StreamClient client, long? after, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var entered = connections.Enter(client);
        if (!entered.IsSuccess)
        {
            return entered;
        }

        try
        {
            await JoinAsync(entered.Value, after, static last => StreamMessage.Open(PositionOf(null, last)), cancellation);
            return entered;
        }
        catch
        {
            entered.Value.Dispose();
            throw;
        }
    }

    /// <summary>A position in a user's events, as JSON.</summary>
    internal static byte[] PositionOf(string? reason, long last) => MarketViews.Write(json =>
    {
        if (reason is not null)
        {
            json.WriteString("reason"u8, reason);
        }

        json.WriteString("lastSequence"u8, last.ToString(CultureInfo.InvariantCulture));
    });

    /// <inheritdoc />
    public override void Dispose()
    {
        hubs.Connected -= Attach;
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(PollAsync(stoppingToken), sessions.RunAsync(stoppingToken));

    private async Task JoinAsync(StreamConnection connection, long? after, Func<long, StreamMessage> open, CancellationToken cancellation)
    {
        var feed = Acquire(connection.Client.UserId!);
        connection.OnEnd(ended =>
        {
            feed.Remove(ended);
            Release(feed);
        });
        await feed.AddAsync(connection, after, open, cancellation);
        if (connection.Reason is not null)
        {
            feed.Remove(connection); // it was ended while it was added
        }

        await sessions.CheckAsync(connection, cancellation);
    }

    /// <summary>A connection of the user hub: its first event tells where the sequence is.</summary>
    private async void Attach(string hub, StreamConnection connection)
    {
        if (hub != HubNames.User)
        {
            return;
        }

        try
        {
            await JoinAsync(connection, null, static last => StreamMessage.Of("open", null, PositionOf(null, last)), CancellationToken.None);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "A connection to the user hub cannot be told its events.");
            connection.End(StreamEnds.ServerStopping);
        }
    }

    private UserFeed Acquire(string userId)
    {
        lock (gate)
        {
            var (feed, uses) = feeds.GetValueOrDefault(userId);
            feed ??= new UserFeed(userId, events, options, logger);
            feeds[userId] = (feed, uses + 1);
            return feed;
        }
    }

    private void Release(UserFeed feed)
    {
        lock (gate)
        {
            var (known, uses) = feeds.GetValueOrDefault(feed.UserId);
            if (uses <= 1)
            {
                feeds.Remove(feed.UserId);
            }
            else
            {
                feeds[feed.UserId] = (known, uses - 1);
            }
        }
    }

    private void Take(string userId, UserEventsDocument document)
    {
        UserFeed? feed;
        lock (gate)
        {
            feed = feeds.GetValueOrDefault(userId).Feed;
        }

        feed?.Take(document);
    }

    /// <summary>Looks for what other processes wrote; a process that has the store to itself tells all by signals.</summary>
    private async Task PollAsync(CancellationToken cancellation)
    {
        while (!partitions.ExclusiveProcess && !cancellation.IsCancellationRequested)
        {
            await Task.Delay(options.PollEvery, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            UserFeed[] all;
            lock (gate)
            {
                all = [.. feeds.Values.Select(static known => known.Feed)];
            }

            await Parallel.ForEachAsync(all, CancellationToken.None, static (feed, _) => new ValueTask(feed.CatchUpAsync(true)));
        }
    }
}
