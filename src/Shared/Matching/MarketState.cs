using CryptoVault.Hosting;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>A market's partition in memory: loaded once, then kept in step with each commit; dropped when a commit fails.</summary>
internal sealed class MarketState
{
    private const int PageSize = 1_000;

    private readonly string symbol;
    private readonly IDocumentStore store;

    private MarketState(string symbol, IDocumentStore store, Market market, EngineOptions options)
    {
        (this.symbol, this.store, Market) = (symbol, store, market);
        Book = new OrderBook(market.LotUnits, market.TickLotUnits, options.BookCapacity);
        Handled = new HandledOrders(options.Memory);
    }

    public Market Market { get; private set; }

    public MarketHead Head { get; set; } = new();

    /// <summary>The head's version; null before the market's first commit.</summary>
    public string? HeadETag { get; set; }

    public OrderBook Book { get; }

    public OwnerTable Owners { get; } = new();

    public HandledOrders Handled { get; }

    /// <summary>What the working orders' documents say beside price and quantity.</summary>
    public SpecialOrders Special { get; } = new();

    /// <summary>Cancels that came before their orders, and when each was left.</summary>
    public Dictionary<UInt128, DateTimeOffset> Tombstones { get; } = [];

    /// <summary>Reads the partition; null when there is no such market.</summary>
    public static async Task<MarketState?> LoadAsync(
        string symbol, IDocumentStore store, AssetCatalog assets, EngineOptions options, DateTimeOffset now, CancellationToken cancellation = default)
    {
        if (await ReadDefinitionAsync(symbol, store, assets, cancellation) is not { } market)
        {
            return null;
        }

        var state = new MarketState(symbol, store, market, options);
        // The head first: if another writer commits while the orders are read, the next commit meets a newer head.
        if (await store.ReadAsync(ContainerNames.Markets, symbol, MarketHead.DocumentId, cancellation) is { } head)
        {
            state.Head = DocumentCodec.Decode<MarketHead>(head);
            state.HeadETag = head.ETag;
        }

        await state.LoadOrdersAsync(cancellation);
        await state.LoadTombstonesAsync(cancellation);
        state.Handled.Start(now);
        await state.RememberSinceAsync(now - options.Memory, cancellation);
        var book = state.Book;
        (book.TradeNumber, book.Priority, book.LastPrice, book.Time) = (state.Head.TradeNumber, state.Head.Priority, state.Head.LastPrice, state.Head.Clock);
        state.SetRules();
        return state;
    }

    /// <summary>Reads the definition again. Ticks and lots never change, so the book stays as it is.</summary>
    public async Task RefreshAsync(AssetCatalog assets, CancellationToken cancellation = default)
    {
        Market = await ReadDefinitionAsync(symbol, store, assets, cancellation) ?? Market;
        SetRules();
    }

    /// <summary>Extends the memory of handled orders backwards, from the log.</summary>
    public async Task RememberSinceAsync(DateTimeOffset since, CancellationToken cancellation = default)
    {
        string? continuation = null;
        do
        {
            var page = await store.QueryAsync(
                new DocumentQuery(ContainerNames.Markets, IndexDefinition.ById)
                {
                    Partition = symbol, From = MarketLogDocument.IdPrefix, To = MarketLogDocument.IdEnd,
                    Descending = true, Limit = 100, Continuation = continuation,
                },
                cancellation);
            foreach (var stored in page.Items)
            {
                var log = DocumentCodec.Decode<MarketLogDocument>(stored);
                if (StoredTime.Parse(log.Time) < since)
                {
                    page = page with { Continuation = null };
                    break;
                }

                foreach (var order in log.Orders)
                {
                    Handled.AddEarlier(OrderKey.Parse(order.Id));
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        Handled.ReachesBackTo(since);
    }

    private void SetRules() => (Book.Status, Book.BandPercent) = (Market.Definition.Status, Market.Definition.PriceBandPercent);

    private static async Task<Market?> ReadDefinitionAsync(string symbol, IDocumentStore store, AssetCatalog assets, CancellationToken cancellation) =>
        await store.ReadAsync(ContainerNames.Markets, symbol, MarketDocument.DocumentId, cancellation) is { } definition
            ? new Market(DocumentCodec.Decode<MarketDocument>(definition), assets)
            : null;

    private async Task LoadOrdersAsync(CancellationToken cancellation)
    {
        var documents = new List<WorkingOrderDocument>();
        await foreach (var stored in ReadAllAsync(WorkingOrderDocument.IdPrefix, WorkingOrderDocument.IdEnd, cancellation))
        {
            var document = DocumentCodec.Decode<WorkingOrderDocument>(stored);
            if (document.OrderId != Head.Unfinished?.OrderId) // its state is the head's
            {
                documents.Add(document);
            }
        }

        documents.Sort(static (one, other) => one.Priority.CompareTo(other.Priority));
        var marks = Head.Trailing?.ToDictionary(static mark => mark.Order, static mark => mark.Price) ?? [];
        documents.ForEach(document => Restore(document, marks));
        foreach (var (one, other) in documents.Where(document => document.Partner is not null).Select(document => (OrderKey.Parse(document.OrderId), OrderKey.Parse(document.Partner!))))
        {
            if (Book.Contains(other))
            {
                Book.RestorePair(one, other);
            }
            else
            {
                Special.Find(one)!.Partner = null;
            }
        }
    }

    private void Restore(WorkingOrderDocument document, Dictionary<string, long> marks)
    {
        var key = OrderKey.Parse(document.OrderId);
        var owner = Owners.HandleOf(document.UserId);
        Owners.AddOpenOrders(owner, 1);
        var terms = document.Terms ?? new PlacedOrder(document.Side, OrderType.Limit, TimeInForce.Gtc) { Price = document.Price, Quantity = document.Remaining };
        var order = PlacingRules.ToNewOrder(terms, key, owner);
        Special.Add(key, terms, document.Partner is null ? null : OrderKey.Parse(document.Partner), order.IsPlain);
        var place = document.Place ?? OrderPlace.Book;
        var watermark = marks.GetValueOrDefault(document.OrderId);
        if (place == OrderPlace.Tracking)
        {
            Special.StartTracking(key, watermark);
        }

        var state = new BookOrder
        {
            Id = key,
            Owner = owner,
            Side = document.Side,
            Place = place,
            Price = document.Price,
            Remaining = document.Remaining,
            Visible = document.Visible ?? 0,
            Budget = document.Budget ?? NewOrder.NoBudget,
            Executed = document.Executed,
            ExecutedQuote = document.ExecutedQuote,
            Fee = document.Fee,
            Priority = document.Priority,
            Sequence = document.Sequence,
            MakerBasisPoints = (short)document.MakerBasisPoints,
            TakerBasisPoints = (short)document.TakerBasisPoints,
        };
        Book.Restore(in order, in state, watermark, isLeg: document.Partner is not null);
    }

    private async Task LoadTombstonesAsync(CancellationToken cancellation)
    {
        await foreach (var stored in ReadAllAsync(TombstoneDocument.IdPrefix, TombstoneDocument.IdEnd, cancellation))
        {
            var tombstone = DocumentCodec.Decode<TombstoneDocument>(stored);
            Tombstones[OrderKey.Parse(stored.Id[TombstoneDocument.IdPrefix.Length..])] = StoredTime.Parse(tombstone.Time);
        }
    }

    private async IAsyncEnumerable<StoredDocument> ReadAllAsync(
        string from, string to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = new DocumentQuery(ContainerNames.Markets, IndexDefinition.ById)
        {
            Partition = symbol, From = from, To = to, Limit = PageSize,
        };
        do
        {
            var page = await store.QueryAsync(query, cancellation);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
    }
}
