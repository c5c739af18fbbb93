using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>
/// The head of a market's partition. Every commit of the engine replaces it, guarded by its ETag: that is the
/// fence that lets only one writer go on.
/// </summary>
internal sealed record MarketHead : IDocument<MarketHead>
{
    public const string DocumentId = "head";

    public static JsonTypeInfo<MarketHead> Json => MatchingJson.Default.MarketHead;

    public string Id => DocumentId;

    public string Type => "marketHead";

    public int SchemaVersion => 2;

    /// <summary>The number of the last log document.</summary>
    public long Sequence { get; init; }

    public long TradeNumber { get; init; }

    /// <summary>The priority number given out last.</summary>
    public long Priority { get; init; }

    /// <summary>The price of the last trade, in ticks.</summary>
    public long LastPrice { get; init; }

    /// <summary>The market's clock: milliseconds since 1970, UTC.</summary>
    public long Clock { get; init; }

    /// <summary>When the next GTD order expires by that clock; absent when none does.</summary>
    public long? NextExpiry { get; init; }

    /// <summary>The order whose matching is spread over several commits and not finished; absent normally.</summary>
    public UnfinishedOrder? Unfinished { get; init; }

    /// <summary>What the trailing stops track; absent when there are none. (In the orders' own documents each trade would write all of them.)</summary>
    public IReadOnlyList<TrailingMark>? Trailing { get; init; }
}

/// <summary>The best price since a trailing stop tracks, in ticks.</summary>
internal readonly record struct TrailingMark(string Order, long Price);

/// <summary>An order between two commits of its matching: not in the book, its fills not yet told to its owner.</summary>
internal sealed record UnfinishedOrder(string OrderId, string UserId, PlacedOrder Order)
{
    public long Remaining { get; init; }

    public long Executed { get; init; }

    public long ExecutedQuote { get; init; }

    public Int128 Fee { get; init; }

    public long Priority { get; init; }

    public int Sequence { get; init; }

    /// <summary>The sequence of the first event that its owner does not know.</summary>
    public int FirstSequence { get; init; }

    /// <summary>The most it may spend in all, after what self-trade prevention took; absent when it is unlimited.</summary>
    public long? Budget { get; init; }

    /// <summary>True when it has a document, of a stop, which its end removes.</summary>
    public bool WasWorking { get; init; }

    /// <summary>True when it took the place of another order, and its owner does not know.</summary>
    public bool IsReplacement { get; init; }

    /// <summary>Its fills so far that its owner does not know.</summary>
    public IReadOnlyList<CommittedFill> Fills { get; init; } = [];

    /// <summary>The order as the book goes on with it.</summary>
    public BookOrder ToTaker(in NewOrder order) => new()
    {
        Id = order.Id,
        Owner = order.Owner,
        Side = order.Side,
        Place = WasWorking ? OrderPlace.Activated : OrderPlace.Incoming,
        Price = order.Price,
        Remaining = Remaining,
        Executed = Executed,
        ExecutedQuote = ExecutedQuote,
        Budget = Budget ?? order.Budget,
        Fee = Fee,
        Priority = Priority,
        Sequence = Sequence,
        MakerBasisPoints = order.MakerBasisPoints,
        TakerBasisPoints = order.TakerBasisPoints,
    };
}

/// <summary>An order that works: rests in the book, or waits for its trigger.</summary>
internal sealed record WorkingOrderDocument(string Id, string UserId, OrderSide Side) : IDocument<WorkingOrderDocument>
{
    public const string IdPrefix = "order:";

    /// <summary>The first id after all working orders.</summary>
    public const string IdEnd = "order;";

    public static JsonTypeInfo<WorkingOrderDocument> Json => MatchingJson.Default.WorkingOrderDocument;

    public string Type => "workingOrder";

    public int SchemaVersion => 2;

    [JsonIgnore]
    public string OrderId => Id[IdPrefix.Length..];

    public long Price { get; init; }

    public long Remaining { get; init; }

    public long Executed { get; init; }

    public long ExecutedQuote { get; init; }

    public Int128 Fee { get; init; }

    public long Priority { get; init; }

    public int Sequence { get; init; }

    public int MakerBasisPoints { get; init; }

    public int TakerBasisPoints { get; init; }

    /// <summary>Where it is; absent for an order that rests.</summary>
    public OrderPlace? Place { get; init; }

    /// <summary>What an iceberg shows; absent when all is shown.</summary>
    public long? Visible { get; init; }

    /// <summary>The most it may spend in all; absent for orders with a limit.</summary>
    public long? Budget { get; init; }

    /// <summary>The terms of an order that is more than a price and a quantity; absent for others.</summary>
    public PlacedOrder? Terms { get; init; }

    /// <summary>The other leg of its OCO.</summary>
    public string? Partner { get; init; }
}

/// <summary>Left by a cancel that came before its order: kills the order when it comes. Gone when the order can come no more.</summary>
internal sealed record TombstoneDocument(string Id, TimeSpan? TimeToLive) : IDocument<TombstoneDocument>
{
    public const string IdPrefix = "tombstone:";

    /// <summary>The first id after all tombstones.</summary>
    public const string IdEnd = "tombstone;";

    public static JsonTypeInfo<TombstoneDocument> Json => MatchingJson.Default.TombstoneDocument;

    public string Type => "tombstone";

    public int SchemaVersion => 1;

    /// <summary>When it was left.</summary>
    public string Time { get; init; } = "";
}

/// <summary>
/// Everything that one commit of the engine did: the source of truth of trades, what market data is projected
/// from, and the memory of which orders were handled.
/// </summary>
internal sealed record MarketLogDocument(string Id, long Sequence, string Time) : IDocument<MarketLogDocument>
{
    public const string IdPrefix = "log:";

    /// <summary>The first id after all log documents.</summary>
    public const string IdEnd = "log;";

    /// <summary>How long the log is kept: far longer than projections need.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(3);

    public static JsonTypeInfo<MarketLogDocument> Json => MatchingJson.Default.MarketLogDocument;

    public string Type => "marketLog";

    public int SchemaVersion => 1;

    [JsonIgnore]
    public TimeSpan? TimeToLive => Life;

    /// <summary>What happened to each order.</summary>
    public IReadOnlyList<LoggedOrder> Orders { get; init; } = [];

    public IReadOnlyList<LoggedTrade> Trades { get; init; } = [];

    /// <summary>The quantity now at each bid and ask price that changed: price, quantity (0: none), in turn.</summary>
    public IReadOnlyList<long> Bids { get; init; } = [];

    public IReadOnlyList<long> Asks { get; init; } = [];

    public static string IdOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{sequence:D16}");
}

/// <summary>What a commit did to an order, all its events in one.</summary>
/// <param name="Id">The order.</param>
/// <param name="User">Whose it is.</param>
/// <param name="First">The sequence of its first event here.</param>
/// <param name="Sequence">The sequence of its last event here.</param>
/// <param name="Status">What it is now.</param>
internal sealed record LoggedOrder(
    string Id, string User, int First, int Sequence, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] OrderStatus Status)
{
    /// <summary>Why it was rejected.</summary>
    public string? Reason { get; init; }
}

/// <summary>A trade.</summary>
/// <param name="Number">Its number in the market.</param>
/// <param name="Price">Ticks.</param>
/// <param name="Quantity">Lots.</param>
/// <param name="Taker">The incoming order.</param>
/// <param name="Maker">The resting order.</param>
/// <param name="Side">What the taker did.</param>
/// <param name="TakerFee">Minor units of what the taker received.</param>
/// <param name="MakerFee">Minor units of what the maker received.</param>
internal sealed record LoggedTrade(
    long Number, long Price, long Quantity, string Taker, string Maker,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] OrderSide Side, Int128 TakerFee, Int128 MakerFee);
