using System.Text.Json;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Orders;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Orders;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Shared.Tests.Wallets;
using CryptoVault.Storage;
using CryptoVault.Streams.UserEvents;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Streams;

public sealed class UserEventTests
{
    private static readonly PartitionKey Ana = LedgerPartitions.OfUser("ana");

    [Fact]
    public async Task Order_PlacedAndTraded_TellsBothCustomersInOrder()
    {
        var world = await WorldAsync();
        var before = EventsOf(world, "sam").Count;
        await world.PlacedAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.3"));

        var rested = EventsOf(world, "sam").Skip(before).ToList();
        Assert.Equal(["balance", "order"], rested.Select(told => told.Kind));
        Assert.Equal("0.30000000", Text(rested[0], "held"));
        Assert.Equal("new", Text(rested[1], "status"));

        await world.PlacedAsync(world.Limit("bea", OrderSide.Buy, "50000", "0.1"));

        Assert.Equal(["balance", "balance", "trade", "order"], EventsOf(world, "bea").TakeLast(4).Select(told => told.Kind));
        Assert.Equal("filled", Text(EventsOf(world, "bea")[^1], "status"));
        Assert.Equal("partially_filled", Text(EventsOf(world, "sam")[^1], "status"));
    }

    [Fact]
    public async Task Order_OnlyPlaced_TellsNothingYet()
    {
        var world = await WorldAsync();
        var before = EventsOf(world, "sam").Count;

        await world.Place.ExecuteAsync(world.Limit("sam", OrderSide.Sell, "50000", "0.3"), TimeSpan.Zero);

        Assert.Equal(before, EventsOf(world, "sam").Count);
    }

    [Fact]
    public async Task Sequences_RandomTradingWithLostAnswers_HaveNoHole()
    {
        var world = await WorldAsync();
        var random = new Random(3);
        for (var i = 0; i < 150; i++)
        {
            var (user, side) = random.Next(2) == 0 ? ("sam", OrderSide.Sell) : ("bea", OrderSide.Buy);
            await world.PlacedAsync(world.Limit(user, side, $"{random.Next(49_990, 50_010)}", "0.01"));
            if (random.Next(5) == 0)
            {
                world.Store.FailNext(MemoryStore.Fault.LostAfter);
            }
        }

        foreach (var user in new[] { "sam", "bea" })
        {
            var documents = DocumentsOf(world.Store, user);
            Assert.All(documents.Zip(documents.Skip(1)), pair => Assert.Equal(pair.First.LastSequence + 1, pair.Second.FirstSequence));
            Assert.Equal([documents[0].Id], documents.Where(document => document.IsStart).Select(document => document.Id));
            Assert.Equal(await world.BalanceAsync(user, "BTC"), (Last(documents, "BTC", "available"), Last(documents, "BTC", "held")));
        }
    }

    [Fact]
    public async Task Sequences_TwoProcessesOnOneStore_HaveNoHole()
    {
        var store = new MemoryStore(ContainerCatalog.Product);
        var clock = new FakeTimeProvider();
        Partitions[] processes = [NewPartitions(store, clock), NewPartitions(store, clock)];

        for (var i = 0; i < 40; i++)
        {
            await Task.WhenAll(processes.Select(process => TellAsync(process, "order")));
        }

        var documents = DocumentsOf(store, "ana");
        Assert.Equal(80, documents.Sum(document => document.Events.Count));
        Assert.All(documents.Zip(documents.Skip(1)), pair => Assert.Equal(pair.First.LastSequence + 1, pair.Second.FirstSequence));
    }

    [Fact]
    public async Task Commit_ThatIsRefused_TellsNothing()
    {
        var store = new MemoryStore(ContainerCatalog.Product);
        var partitions = NewPartitions(store, new FakeTimeProvider());

        var refused = await partitions.DecideAsync<Unit>(Ana, view =>
        {
            Tell(view, "order");
            return new OrderNotFound("none");
        });

        Assert.False(refused.IsSuccess);
        Assert.Empty(store.All(LedgerPartitions.Users));
    }

    [Fact]
    public async Task Deposit_SeenAndCredited_TellsBoth()
    {
        var world = new WalletWorld();

        await world.FundAsync(WalletWorld.Ana, "1.5", WalletWorld.Btc);

        var told = DocumentsOf(world.Store, WalletWorld.Ana).SelectMany(document => document.Events).ToList();
        Assert.Contains(told, one => one.Kind == UserEventKinds.Deposit && Text(one, "status") == "credited");
        Assert.Equal("1.50000000", Text(told.Last(one => one.Kind == UserEventKinds.Balance), "available"));
    }

    [Fact]
    public async Task After_EachSequence_IsExactlyWhatFollows()
    {
        var (partitions, events, _, store) = await ManyAsync();
        await using var disposed = store;
        var start = (await events.LastAsync("ana")) - 12;
        await TellAsync(partitions, "order", "trade", "order");

        for (var after = start; after <= start + 15; after++)
        {
            var page = (await events.AfterAsync("ana", after, 1_000)).Value;
            Assert.Equal(Enumerable.Range(1, (int)(start + 15 - after)).Select(i => after + i), page.Items.Select(item => item.Sequence));
            Assert.Equal((start + 15, false), (page.Last, page.HasMore));
        }

        Assert.IsType<EventsExpired>((await events.AfterAsync("ana", start + 16, 10)).Error);
        Assert.IsType<EventsExpired>((await events.AfterAsync("ana", 7, 10)).Error);
        Assert.IsType<EventsExpired>((await events.AfterAsync("ana", long.MaxValue, 10)).Error);
    }

    [Fact]
    public async Task After_PositionOfBeforeTheFirstEvent_IsAllOfThem()
    {
        var clock = new FakeTimeProvider();
        await using var store = new TemporaryStore(clock, options => options, [.. ContainerCatalog.Product]);
        var events = new ReadUserEvents(store.Store, clock);
        var opened = await events.LastAsync("ana");
        Assert.Empty((await events.AfterAsync("ana", opened, 10)).Value.Items);
        clock.Advance(TimeSpan.FromDays(3)); // nothing happened for days

        await TellAsync(NewPartitions(store.Store, clock), "order", "trade");

        Assert.Equal(["order", "trade"], (await events.AfterAsync("ana", opened, 10)).Value.Items.Select(item => item.Message.Name));
    }

    [Fact]
    public async Task After_EventsOfBeforeAreGone_IsExpiredAndNewOnesComeHigher()
    {
        var (partitions, events, clock, store) = await ManyAsync();
        await using var disposed = store;
        var last = await events.LastAsync("ana");
        clock.Advance(TimeSpan.FromDays(9));

        Assert.IsType<EventsExpired>((await events.AfterAsync("ana", last, 10)).Error);
        await TellAsync(partitions, "order");

        var now = await events.LastAsync("ana");
        Assert.True(now > last, $"{now} after {last}");
        Assert.IsType<EventsExpired>((await events.AfterAsync("ana", last, 10)).Error);
        Assert.Single((await events.AfterAsync("ana", now - 1, 10)).Value.Items);
    }

    internal static Partitions NewPartitions(IDocumentStore store, TimeProvider clock, UserEventSignals? signals = null) =>
        new(store, new RecordingBus(), new UuidV7Ids(clock), clock, new PartitionOptions(), NullLogger<Partitions>.Instance, signals);

    /// <summary>One commit that tells of so many things, and changes nothing else.</summary>
    internal static async Task TellAsync(Partitions partitions, params string[] kinds)
    {
        var told = await partitions.DecideAsync<Unit>(Ana, view =>
        {
            Array.ForEach(kinds, kind => Tell(view, kind));
            return Unit.Value;
        });
        Assert.True(told.IsSuccess, told.Error?.Message);
    }

    private static void Tell(PartitionView view, string kind) => view.Tell(new PromisedEvent(new UserEvent(kind, "{}"u8.ToArray()), null));

    private static async Task<(Partitions Partitions, ReadUserEvents Events, FakeTimeProvider Clock, TemporaryStore Store)> ManyAsync()
    {
        var clock = new FakeTimeProvider();
        var store = new TemporaryStore(clock, options => options, [.. ContainerCatalog.Product]);
        var partitions = NewPartitions(store.Store, clock);
        for (var i = 0; i < 4; i++)
        {
            await TellAsync(partitions, "order", "trade", "balance");
        }

        return (partitions, new ReadUserEvents(store.Store, clock), clock, store);
    }

    private static async Task<TradingWorld> WorldAsync()
    {
        var world = await new TradingWorld().WithMarketAsync();
        await world.FundAsync("sam", "50", "BTC");
        await world.FundAsync("bea", "1000000", "USDT");
        return world;
    }

    private static List<UserEvent> EventsOf(TradingWorld world, string user) => [.. DocumentsOf(world.Store, user).SelectMany(document => document.Events)];

    private static List<UserEventsDocument> DocumentsOf(MemoryStore store, string user) =>
    [
        .. store.All(LedgerPartitions.Users)
            .Where(document => document.Partition == user && document.Id.StartsWith(UserEventsDocument.IdPrefix, StringComparison.Ordinal))
            .Select(DocumentCodec.Decode<UserEventsDocument>).OrderBy(document => document.FirstSequence),
    ];

    private static string Last(List<UserEventsDocument> documents, string asset, string name) =>
        Text(documents.SelectMany(document => document.Events).Last(told => told.Kind == UserEventKinds.Balance && Text(told, "asset") == asset), name);

    private static string Text(UserEvent told, string name) => JsonElement.Parse(told.Data.Span).GetProperty(name).GetString()!;
}
