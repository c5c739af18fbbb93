using System.Text;
using CryptoVault.Fees;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.MarketData;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Orders.Lists;
using CryptoVault.Orders.Placing;
using CryptoVault.Orders.Queries;
using CryptoVault.Orders.Settling;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Orders;

/// <summary>The whole way of an order in one process: placing, matching, settlement, fees; messages are delivered when a test says so.</summary>
internal sealed class TradingWorld : IBandReference
{
    public const string Symbol = "BTC-USDT";
    private readonly UuidV7Ids ids;
    private readonly BookPosting bookPosting;
    private readonly RejectLostOrders rejectLost;
    private readonly TickMarkets tickMarkets;

    public TradingWorld(EngineOptions? options = null)
    {
        ids = new UuidV7Ids(Clock);
        Options = options ?? new EngineOptions();
        Partitions = new Partitions(Store, Bus, ids, Clock, new PartitionOptions { ExclusiveProcess = true }, NullLogger<Partitions>.Instance);
        Answers = new OrderAnswers(Store, Clock);
        Markets = new MarketCatalog(Store, AssetCatalog.Default, Clock);
        Fees = new FeeSchedules(Store, Clock);
        var load = new EngineLoad(OrderOptions, Queues);
        var intake = new OrderIntake(Partitions, Markets, Fees, this, Answers, ids, Clock, load);
        Place = new PlaceOrder(intake, AssetCatalog.Default);
        Replace = new ReplaceOrder(intake, AssetCatalog.Default);
        Lists = new OrderListQueries(Store);
        PlaceList = new PlaceOrderList(Partitions, Markets, Fees, this, AssetCatalog.Default, Lists, Answers, ids, Clock, load);
        CancelList = new CancelOrderList(Partitions, Lists, Answers, Clock);
        Cancel = new CancelOrder(Partitions, Answers);
        Test = new TestOrder(intake, Partitions, AssetCatalog.Default);
        tickMarkets = new TickMarkets(Partitions, Markets, Store, Clock);
        Settle = new SettleOrders(Partitions, AssetCatalog.Default, Markets, Fees, Answers, Clock);
        Queries = new OrderQueries(Store);
        Reduce = new ReduceOrder(Partitions, Queries, Markets, Answers, ids);
        bookPosting = new BookPosting(Partitions, AssetCatalog.Default, Clock);
        rejectLost = new RejectLostOrders(Partitions, Store, Options, Clock);
        Signals = new MarketSignals();
        Engine = NewEngine();
    }

    public FakeTimeProvider Clock { get; } = new();

    public MemoryStore Store { get; } = new(ContainerCatalog.Product);

    public RecordingBus Bus { get; } = new();

    public EngineOptions Options { get; }

    public Partitions Partitions { get; }

    public OrderAnswers Answers { get; }

    public MarketCatalog Markets { get; }

    public MarketSignals Signals { get; }

    public PlaceOrder Place { get; }

    public CancelOrder Cancel { get; }

    public ReplaceOrder Replace { get; }

    public PlaceOrderList PlaceList { get; }

    public CancelOrderList CancelList { get; }

    public OrderListQueries Lists { get; }

    public FeeSchedules Fees { get; }

    public ReduceOrder Reduce { get; }

    public TestOrder Test { get; }

    public OrderOptions OrderOptions { get; } = new() { MaxQueuedCommands = 5 };

    /// <summary>What <see cref="EngineLoad"/> asks for the length of the market's queue.</summary>
    public FakeQueues Queues { get; } = new();

    public SettleOrders Settle { get; }

    public OrderQueries Queries { get; }

    public MarketEngine Engine { get; private set; }

    /// <summary>What <see cref="IBandReference"/> answers, in ticks.</summary>
    public long ReferenceTicks { get; set; }

    /// <summary>Messages that are published and not delivered yet.</summary>
    public List<(OutboxItem Item, OutboxMessage Message)> Waiting { get; } = [];

    public long Find(Market market) => ReferenceTicks;

    public MarketEngine NewEngine() => new(
        Symbol, Store, new MarketCommitter(Store, Bus, ids, Clock, AssetCatalog.Default, Signals, Options, NullLogger.Instance),
        Clock, AssetCatalog.Default, Options, NullLogger.Instance);

    public void RestartEngine() => Engine = NewEngine();

    public async Task<TradingWorld> WithMarketAsync(Func<MarketTerms, MarketTerms>? change = null)
    {
        var terms = new MarketTerms(Symbol, "BTC", "USDT", "0.01", "0.00001", "0.00001", "100", "1", "1000000", 20, 10, 20, 200);
        var created = await new CreateMarket(Partitions, AssetCatalog.Default, Markets, Clock).ExecuteAsync(change is null ? terms : change(terms));
        Assert.True(created.IsSuccess, created.Error?.Message);
        return this;
    }

    public async Task FundAsync(string user, string amount, string asset)
    {
        var money = LedgerWorld.Of(amount, AssetCatalog.Default.Get(asset));
        var sent = await new TransferFunds(Partitions, AssetCatalog.Default, Clock).ExecuteAsync(new FundsTransfer(
            $"deposit:{user}:{asset}", LedgerPartitions.OfHouse("custody"), AccountName.Custody, LedgerPartitions.OfUser(user), AccountName.Available,
            money, PostingKinds.Deposit, new LedgerReference("deposit", $"{user}-{asset}"), "test"));
        Assert.True(sent.IsSuccess);
        await DeliverAllAsync();
    }

    public PlaceOrderCommand Limit(string user, OrderSide side, string price, string quantity, TimeInForce? timeInForce = null, string? clientOrderId = null) =>
        new(user, Symbol, side, OrderType.Limit) { Price = price, Quantity = quantity, TimeInForce = timeInForce, ClientOrderId = clientOrderId };

    /// <summary>Places an order without waiting and delivers everything.</summary>
    public async Task<OrderDocument> PlacedAsync(PlaceOrderCommand command)
    {
        var placed = await Place.ExecuteAsync(command, TimeSpan.Zero);
        Assert.True(placed.IsSuccess, placed.Error?.Message);
        await DeliverAllAsync();
        return (await Queries.GetAsync(command.UserId, placed.Value.Order.OrderId)).Value;
    }

    public async Task<OrderDocument> OrderAsync(string user, string orderId) => (await Queries.GetAsync(user, orderId)).Value;

    public async Task<int> RejectLostAsync() => await rejectLost.ExecuteAsync();

    public async Task<int> TickAsync() => await tickMarkets.ExecuteAsync();

    public void TakePublished()
    {
        while (Bus.Published.TryDequeue(out var item))
        {
            Waiting.AddRange(item.Document.Messages.Select(message => (item, message)));
        }
    }

    /// <summary>Delivers in order until nothing is left.</summary>
    public async Task DeliverAllAsync()
    {
        for (TakePublished(); Waiting.Count > 0; TakePublished())
        {
            var next = Waiting[0];
            Waiting.RemoveAt(0);
            Assert.Null(await DeliverAsync(next.Message));
        }
    }

    /// <summary>Delivers until a request that waits for the market is answered.</summary>
    public async Task<T> DeliverUntilAsync<T>(Task<T> waiting)
    {
        for (var rounds = 0; !waiting.IsCompleted; rounds++)
        {
            Assert.True(rounds < 100_000, "The request waits for something that does not come.");
            await DeliverAllAsync();
            await Task.Yield();
        }

        return await waiting;
    }

    /// <summary>Delivers one message; the error is the consumer's.</summary>
    public async Task<Error?> DeliverAsync(OutboxMessage message)
    {
        var body = Encoding.UTF8.GetBytes(message.Body.GetRawText());
        switch (message.Queue)
        {
            case CryptoVault.Messaging.Queues.MarketCommands:
                return (await Engine.ApplyAsync([MarketCommand.Read(body) ?? throw new InvalidOperationException(message.MessageId)])).Failure;
            case CryptoVault.Messaging.Queues.Settlement:
                return (await Settle.ExecuteAsync(SettlementMessage.Read(body))).Error;
            case CryptoVault.Messaging.Queues.Audit:
                return null;
            default:
                return (await bookPosting.ExecuteAsync(PostingOrders.Read(body))).Error;
        }
    }

    public async Task<(string Available, string Held)> BalanceAsync(string user, string asset)
    {
        var stored = await Store.ReadAsync(LedgerPartitions.Users, user, AccountsDocument.IdOf(asset));
        var accounts = stored is null ? null : DocumentCodec.Decode<AccountsDocument>(stored);
        var of = AssetCatalog.Default.Get(asset);
        return (of.Format(accounts?.Available.Balance ?? 0), of.Format(accounts?.Held.Balance ?? 0));
    }

    public LedgerReport Audit()
    {
        return Ledgers.Audit(Store, Clock.GetUtcNow());
    }

    /// <summary>
    /// The ledger is sound, nothing is in flight, and every hold belongs to an order that works with exactly that exposure;
    /// that of a list to two legs of which the larger needs it all.
    /// </summary>
    public void AssertSettled()
    {
        var report = Audit();
        Assert.True(report.IsSound, string.Join("; ", report.Violations));
        Assert.Empty(report.OpenTransfers);

        var working = Store.All(ContainerNames.Markets)
            .Where(document => document.Id.StartsWith(WorkingOrderDocument.IdPrefix, StringComparison.Ordinal))
            .Select(DocumentCodec.Decode<WorkingOrderDocument>)
            .GroupBy(order => order.Partner is null ? order.OrderId : string.CompareOrdinal(order.OrderId, order.Partner) < 0 ? order.OrderId : order.Partner)
            .ToDictionary(shared => shared.Key, shared => shared.Max(order => order.Side == OrderSide.Sell ? (Int128)order.Remaining * 1_000
                : order.Budget is { } budget ? (Int128)(budget - order.ExecutedQuote) * 10
                : (Int128)order.Remaining * order.Price * 10));
        var holds = Store.All(LedgerPartitions.Users)
            .Where(document => document.Id.StartsWith(HoldDocument.IdPrefix, StringComparison.Ordinal))
            .Select(DocumentCodec.Decode<HoldDocument>)
            .Where(hold => !hold.IsResolved)
            .ToDictionary(KeyOf, hold => hold.Remaining);
        Assert.Equal(working.OrderBy(pair => pair.Key), holds.OrderBy(pair => pair.Key));
    }

    /// <summary>The order that a hold is for; of a list the first one by name, as above.</summary>
    private string KeyOf(HoldDocument hold)
    {
        if (hold.Reference.Type != OrderListDocument.ReferenceType)
        {
            return hold.Reference.Id;
        }

        var list = Store.All(LedgerPartitions.Users).Where(document => document.Id == hold.Id).Select(DocumentCodec.Decode<OrderListDocument>).Single();
        return list.LegOrders.Min(StringComparer.Ordinal)!;
    }
}
