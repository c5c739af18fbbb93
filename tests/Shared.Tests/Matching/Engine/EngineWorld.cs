using System.Text;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.MarketData;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Matching.Engine;

/// <summary>A market in a store in memory, with an engine that can be replaced by another process's.</summary>
internal sealed class EngineWorld
{
    public const string Symbol = "BTC-USDT";
    private readonly UuidV7Ids ids;

    public EngineWorld(EngineOptions? options = null)
    {
        Options = options ?? new EngineOptions();
        ids = new UuidV7Ids(Clock);
        Engine = NewEngine();
        Define(market => market);
    }

    public FakeTimeProvider Clock { get; } = new();

    public MemoryStore Store { get; } = new(ContainerCatalog.Product);

    public RecordingBus Bus { get; } = new();

    public EngineOptions Options { get; }

    public MarketEngine Engine { get; private set; }

    public MarketEngine NewEngine() => new(
        Symbol, Store,
        new MarketCommitter(Store, Bus, ids, Clock, AssetCatalog.Default, new MarketSignals(), Options, NullLogger.Instance),
        Clock, AssetCatalog.Default, Options, NullLogger.Instance);

    /// <summary>As after a crash: all that was in memory is gone.</summary>
    public void Restart() => Engine = NewEngine();

    public void Define(Func<MarketDocument, MarketDocument> change)
    {
        var terms = new MarketTerms(Symbol, "BTC", "USDT", "0.01", "0.00001", "0.00001", "20", "0.0000001", "100000000", 50, 10, 20, 200);
        var definition = change(MarketRules.Define(terms, AssetCatalog.Default, Clock.GetUtcNow()).Value);
        var existing = Store.ReadAsync(ContainerNames.Markets, Symbol, MarketDocument.DocumentId).AsTask().Result;
        var operation = existing is null
            ? DocumentOperation.Create(definition.Id, DocumentCodec.Encode(definition))
            : DocumentOperation.Replace(definition.Id, DocumentCodec.Encode(definition), existing.ETag);
        Assert.True(Store.CommitAsync(new DocumentBatch(ContainerNames.Markets, Symbol, [operation])).AsTask().Result.IsCommitted);
    }

    public string NewOrderId() => ids.New();

    public MarketCommand Limit(
        string user, OrderSide side, long price, long quantity, TimeInForce timeInForce = TimeInForce.Gtc, string? orderId = null) =>
        new(MarketCommandKind.Place, orderId ?? NewOrderId(), user, StoredTime.Format(Clock.GetUtcNow()))
        {
            Order = new PlacedOrder(side, OrderType.Limit, timeInForce)
            {
                Price = price, Quantity = quantity, Budget = side == OrderSide.Buy ? price * quantity : null, MakerBasisPoints = 10, TakerBasisPoints = 20,
            },
        };

    public MarketCommand Cancel(MarketCommand placed) => new(MarketCommandKind.Cancel, placed.OrderId, placed.UserId, placed.PlacedTime);

    public async Task ApplyAsync(params IReadOnlyList<MarketCommand> commands)
    {
        var applied = await Engine.ApplyAsync(commands);
        Assert.Null(applied.Failure);
        Assert.Equal(commands.Count, applied.Handled);
    }

    public IReadOnlyList<MarketLogDocument> Log() =>
        [.. Documents<MarketLogDocument>(MarketLogDocument.IdPrefix).OrderBy(log => log.Sequence)];

    public IReadOnlyList<WorkingOrderDocument> Working() =>
        [.. Documents<WorkingOrderDocument>(WorkingOrderDocument.IdPrefix).OrderBy(order => order.Priority)];

    public MarketHead Head() => Documents<MarketHead>(MarketHead.DocumentId).Single();

    /// <summary>Everything the engine promised to send, from the outbox documents in the store.</summary>
    public IReadOnlyList<OutboxMessage> Sent() =>
        [.. Documents<OutboxDocument>(OutboxDocument.IdPrefix).OrderBy(outbox => outbox.Messages[0].CorrelationId.Length)
            .ThenBy(outbox => outbox.Messages[0].CorrelationId, StringComparer.Ordinal).SelectMany(outbox => outbox.Messages)];

    /// <summary>The updates of an order in the order of its events.</summary>
    public IReadOnlyList<OrderUpdate> UpdatesOf(string orderId) => [.. Updates().Where(update => update.OrderId == orderId)];

    public IReadOnlyList<OrderUpdate> Updates() =>
        [.. Sent().Where(message => message.Queue == Queues.Settlement)
            .SelectMany(message => SettlementMessage.Read(Encoding.UTF8.GetBytes(message.Body.GetRawText())).Updates)
            .OrderBy(update => update.FirstSequence)];

    public IReadOnlyList<PostingOrder> FeePostings() =>
        [.. Sent().Where(message => message.Queue == Queues.Transfers)
            .Select(message => PostingOrders.Read(Encoding.UTF8.GetBytes(message.Body.GetRawText())))];

    private IEnumerable<T> Documents<T>(string prefix) where T : class, IDocument<T> =>
        Store.All(ContainerNames.Markets).Where(document => document.Id.StartsWith(prefix, StringComparison.Ordinal)).Select(DocumentCodec.Decode<T>);
}
