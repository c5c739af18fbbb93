using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Hosting;
using CryptoVault.Shared.Tests.MarketData.Streams;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Streams;
using CryptoVault.Streams.UserEvents;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Streams;

public sealed class UserStreamTests : IDisposable
{
    private readonly MemoryStore store = new(ContainerCatalog.Product);
    private readonly FakeTimeProvider clock = new();
    private readonly UserEventSignals signals = new();
    private readonly TestLifetime lifetime = new();
    private readonly StreamOptions options = new() { MaxQueuedEvents = 8, MaxReplayedEvents = 20, MaxPerUser = 3, MaxPerAddress = 4 };
    private readonly StreamConnections connections;
    private readonly SessionWatch sessions;
    private readonly UserStreams streams;
    private readonly ReadUserEvents events;
    private readonly Partitions partitions;
    private readonly HubConnections hubs = new();

    public UserStreamTests()
    {
        connections = new StreamConnections(options, lifetime, clock, NullLogger<StreamConnections>.Instance);
        sessions = new SessionWatch(store, connections, new NoHubs(), new InProcessAccessSignals(), options, clock, NullLogger<SessionWatch>.Instance);
        events = new ReadUserEvents(store, clock);
        streams = new UserStreams(events, signals, connections, sessions, hubs, new PartitionOptions(), options, clock, NullLogger<UserStreams>.Instance);
        partitions = UserEventTests.NewPartitions(store, clock, signals);
    }

    public void Dispose()
    {
        streams.Dispose();
        sessions.Dispose();
        connections.Dispose();
        lifetime.Dispose();
    }

    [Fact]
    public async Task Open_AfterASequence_GetsWhatItMissedAndThenWhatHappens()
    {
        await UserEventTests.TellAsync(partitions, "order");
        var seen = await events.LastAsync("ana");
        await UserEventTests.TellAsync(partitions, "trade", "balance");

        using var stream = (await streams.OpenAsync(Client(), seen)).Value;
        await UserEventTests.TellAsync(partitions, "deposit");

        Assert.Equal(["open", "trade", "balance", "deposit"], await TakeAsync(stream, 4));
    }

    [Fact]
    public async Task Open_OtherProcessWritesWithoutASignal_TheHoleIsReadFromTheStore()
    {
        using var stream = (await streams.OpenAsync(Client(), null)).Value;
        await UserEventTests.TellAsync(UserEventTests.NewPartitions(store, clock), "withdrawal");
        await UserEventTests.TellAsync(partitions, "deposit");

        Assert.Equal(["open", "withdrawal", "deposit"], await TakeAsync(stream, 3));
    }

    [Fact]
    public async Task Open_OtherProcessWritesAndNothingIsTold_PollingFindsIt()
    {
        await streams.StartAsync(CancellationToken.None);
        using var stream = (await streams.OpenAsync(Client(), null)).Value;
        await UserEventTests.TellAsync(UserEventTests.NewPartitions(store, clock), "withdrawal");

        var taking = TakeAsync(stream, 2);
        await Eventually.IsTrueAsync(clock, options.PollEvery, () => taking.IsCompleted);

        Assert.Equal(["open", "withdrawal"], await taking);
        await streams.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(long.MaxValue)]
    public async Task Open_AfterASequenceThatIsNotKept_IsToldToStartAnew(long after)
    {
        await UserEventTests.TellAsync(partitions, "order");

        using var stream = (await streams.OpenAsync(Client(), after)).Value;

        Assert.Equal(["open", "reset"], await TakeAsync(stream, 2));
    }

    [Fact]
    public async Task Open_AfterMoreThanIsReplayed_IsToldToStartAnew()
    {
        await UserEventTests.TellAsync(partitions, "order");
        var seen = await events.LastAsync("ana");
        for (var i = 0; i < 21; i++)
        {
            await UserEventTests.TellAsync(partitions, "order");
        }

        using var stream = (await streams.OpenAsync(Client(), seen)).Value;

        Assert.Equal(["open", "reset"], await TakeAsync(stream, 2));
    }

    [Fact]
    public async Task SlowConsumer_MoreThanMayWait_IsEndedAndTheOtherGetsAll()
    {
        using var slow = (await streams.OpenAsync(Client(), null)).Value;
        using var quick = (await streams.OpenAsync(Client(), null)).Value;
        var got = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            await UserEventTests.TellAsync(partitions, "order");
            got.AddRange(await TakeAsync(quick, i == 0 ? 2 : 1));
        }

        await Eventually.IsTrueAsync(() => slow.Reason is not null);
        Assert.Equal((StreamEnds.SlowConsumer, null, 13), (slow.Reason, quick.Reason, got.Count));
    }

    [Fact]
    public async Task Open_SessionThatIsOver_EndsAtOnce()
    {
        using var stream = (await streams.OpenAsync(Client() with { SessionId = "gone" }, null)).Value;

        Assert.Equal(StreamEnds.SessionEnded, stream.Reason);
        Assert.Equal(0, connections.Count);
    }

    [Fact]
    public async Task Open_MoreThanOfOneUserOrAddress_IsRefused()
    {
        var open = new List<StreamConnection>();
        for (var i = 0; i < options.MaxPerUser; i++)
        {
            open.Add((await streams.OpenAsync(Client(), null)).Value);
        }

        Assert.Equal("TOO_MANY_STREAMS", (await streams.OpenAsync(Client(), null)).Error?.Code);
        open.Add(connections.Enter(new StreamClient(1)).Value);
        Assert.Equal("TOO_MANY_STREAMS", connections.Enter(new StreamClient(1)).Error?.Code);
        Assert.True(connections.Enter(new StreamClient(2)).IsSuccess);

        open.ForEach(stream => stream.Dispose());
        Assert.Equal(1, connections.Count);
        Assert.True(connections.Enter(new StreamClient(1)).IsSuccess);
    }

    [Fact]
    public async Task UserHub_Connection_IsToldWhereTheSequenceIsAndWhatHappens()
    {
        var connection = connections.Enter(Client(), takesHeartbeats: false).Value;
        hubs.Add(HubNames.User, "one", connection);
        Assert.Same(connection, await hubs.FindAsync(HubNames.User, "one", clock, CancellationToken.None));
        var opened = await TakeAsync(connection, 1);

        await UserEventTests.TellAsync(partitions, "order");
        connections.SendHeartbeats();

        Assert.Equal(["open"], opened);
        Assert.Equal(["order"], await TakeAsync(connection, 1));
        connection.Dispose();
        Assert.Null(hubs.Find(HubNames.User, "one"));
    }

    [Fact]
    public void HubToken_OfAnotherHubChangedOrTooOld_IsNotGood()
    {
        byte[] key = [1, 2, 3];
        var now = clock.GetUtcNow();
        var token = HubTokens.Of(Client() with { SessionId = "s" }, key, "/hubs/user/connection", now.AddMinutes(1));

        Assert.Equal(Client() with { SessionId = "s" }, HubTokens.Read(token, key, "/hubs/user/connection", now));
        Assert.Equal("HS256", JsonElement.Parse(Convert.FromBase64String(token.Split('.')[0])).GetProperty("alg").GetString());
        Assert.Null(HubTokens.Read(token, key, "/hubs/market/connection", now));
        Assert.Null(HubTokens.Read(token, [1, 2, 4], "/hubs/user/connection", now));
        Assert.Null(HubTokens.Read(token, key, "/hubs/user/connection", now.AddMinutes(1)));
        Assert.Null(HubTokens.Read($"{token[..^2]}__", key, "/hubs/user/connection", now));
        Assert.Null(HubTokens.Read("no.token", key, "/hubs/user/connection", now));
    }

    private static StreamClient Client() => new(1, "ana");

    private static async Task<List<string>> TakeAsync(StreamConnection stream, int count)
    {
        var names = new List<string>();
        while (names.Count < count)
        {
            Assert.True(await stream.WaitAsync().AsTask().WaitAsync(Eventually.Patience), $"ended with {stream.Reason} after {string.Join(' ', names)}");
            while (stream.TryNext(out var next))
            {
                names.Add(next.Name);
            }
        }

        return names;
    }
}
