using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Ledger;
using CryptoVault.Matching;
using CryptoVault.Money;
using CryptoVault.Orders.Lists;
using CryptoVault.Storage;

namespace CryptoVault.Orders;

/// <summary>
/// An order in its customer's partition: the hold that pays for it, and the record of what was asked for and what came
/// of it. (What is working is the market's to know.) Amounts in minor units.
/// </summary>
/// <param name="Id"><c>hold:order:{order id}</c>.</param>
/// <param name="Asset">The asset that it pays with.</param>
/// <param name="Amount">Minor units reserved.</param>
/// <param name="Posted">Minor units paid so far.</param>
/// <param name="Released">Minor units given back so far.</param>
/// <param name="Reference">The order.</param>
/// <param name="Legs">The legs that reserved the money.</param>
/// <param name="PostingTime">When it was placed.</param>
/// <param name="Actor">Who placed it.</param>
/// <param name="CorrelationId">The correlation id of what placed it.</param>
/// <param name="ClientOrderId">The customer's own id, unique for ever: the order's id follows from it.</param>
/// <param name="Symbol">The market.</param>
/// <param name="Base">Its base asset.</param>
/// <param name="Quote">Its quote asset.</param>
public sealed record OrderDocument(
    string Id, string Asset, Int128 Amount, Int128 Posted, Int128 Released, LedgerReference Reference,
    IReadOnlyList<PostingLeg> Legs, string PostingTime, string Actor, string CorrelationId,
    string ClientOrderId, string Symbol, string Base, string Quote)
    : HoldDocument(Id, Asset, Amount, Posted, Released, Reference, Legs, PostingTime, Actor, CorrelationId), IDocument<OrderDocument>
{
    /// <summary>Most fills that the order's own document holds; older ones are in <see cref="FillsDocument"/>s.</summary>
    public const int MaxFills = 100;

    /// <summary>A user's orders by time.</summary>
    public static IndexDefinition ByTime { get; } = new("orders", "orderTime");

    /// <summary>A user's open orders by time, those that wait to be sent included.</summary>
    public static IndexDefinition Open { get; } = new("openOrders", "openTime");

    /// <summary>A user's fills by the time of the newest in each document.</summary>
    public static IndexDefinition Filled { get; } = new("fills", "filledTime");

    /// <summary>Orders that their markets have not answered, of all users, by time.</summary>
    public static IndexDefinition Pending { get; } = new("pendingOrders", "pendingTime") { CrossPartition = true };

    /// <inheritdoc />
    public static new JsonTypeInfo<OrderDocument> Json => OrdersJson.Default.OrderDocument;

    /// <inheritdoc />
    public override string Type => "order";

    /// <inheritdoc />
    public override int SchemaVersion => 3;

    /// <summary>The order's id.</summary>
    [JsonIgnore]
    public string OrderId => Reference.Id;

    /// <summary>When it was placed.</summary>
    public string OrderTime => PostingTime;

    /// <summary>The id of the hold, as the ledger's resolutions name it.</summary>
    [JsonIgnore]
    public string HoldId => HoldIdOf(OrderId);

    /// <summary>Which way.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OrderSide Side { get; init; }

    /// <summary>How it finds its price.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OrderType OrderType { get; init; }

    /// <summary>How long it works.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public TimeInForce TimeInForce { get; init; }

    /// <summary>The limit, as quote per whole base unit; 0 for a market order.</summary>
    public Int128 Price { get; init; }

    /// <summary>The quantity of base; 0 for an order by quote amount.</summary>
    public Int128 Quantity { get; init; }

    /// <summary>The quantity that was asked for, if it became smaller since; else 0.</summary>
    public Int128 FirstQuantity { get; init; }

    /// <summary>The quantity that was asked for.</summary>
    [JsonIgnore]
    public Int128 AskedQuantity => FirstQuantity == 0 ? Quantity : FirstQuantity;

    /// <summary>The amount of quote; 0 for an order by quantity.</summary>
    public Int128 QuoteAmount { get; init; }

    /// <summary>The stop, as quote per whole base unit; 0 when it has none.</summary>
    public Int128 StopPrice { get; init; }

    /// <summary>How far the price must turn back to trigger it, in basis points; 0 when it does not trail.</summary>
    public int TrailingDelta { get; init; }

    /// <summary>How much of it is shown at a time; 0 when all is.</summary>
    public Int128 IcebergQuantity { get; init; }

    /// <summary>When it expires; absent when it does not.</summary>
    public string? ExpireTime { get; init; }

    /// <summary>What happens when it would take from another order of the customer.</summary>
    public SelfTradePrevention SelfTradePrevention { get; init; }

    /// <summary>The fee for what trades while it rests, in basis points, fixed when it was sent to its market.</summary>
    public int MakerBasisPoints { get; init; }

    /// <summary>The fee for what it takes at once.</summary>
    public int TakerBasisPoints { get; init; }

    /// <summary>The list that it is an order of; absent when it stands alone.</summary>
    public string? ListId { get; init; }

    /// <summary>True for an order of a list that is not sent to its market before the list's working order is filled.</summary>
    public bool Waits { get; init; }

    /// <summary>When it was sent to its market, if that was later than it was placed; else absent.</summary>
    public string? SentTime { get; init; }

    /// <summary>The order in whose place it was put; absent for others.</summary>
    public string? Replaces { get; init; }

    /// <summary>True when the order that it replaces has ended and passed on what it held.</summary>
    public bool IsPassedOn { get; init; }

    /// <summary>The order that took its place; absent for others.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>When it was triggered; absent when it was not.</summary>
    public string? TriggeredTime { get; init; }

    /// <summary>Why a change of it was refused last.</summary>
    public string? Refusal { get; init; }

    /// <summary>The number of the event with which a change was refused last.</summary>
    public int RefusalSequence { get; init; }

    /// <summary>Where it is in its life.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OrderStatus Status { get; init; }

    /// <summary>The number of the last of its events that is applied here.</summary>
    public int Sequence { get; init; }

    /// <summary>Base executed so far.</summary>
    public Int128 Executed { get; init; }

    /// <summary>Quote executed so far.</summary>
    public Int128 ExecutedQuote { get; init; }

    /// <summary>Fees so far, of what it receives.</summary>
    public Int128 Fee { get; init; }

    /// <summary>The newest fills, oldest first.</summary>
    public IReadOnlyList<OrderFill> Fills { get; init; } = [];

    /// <summary>How many <see cref="FillsDocument"/>s hold older fills.</summary>
    public int FillPages { get; init; }

    /// <summary>Why it was rejected or canceled by the system.</summary>
    public string? Reason { get; init; }

    /// <summary>When it changed last.</summary>
    public string UpdatedTime { get; init; } = "";

    /// <summary>When the newest fill here happened; absent while there is none.</summary>
    public string? FilledTime { get; init; }

    /// <summary>The time it was placed while it is not closed; absent after.</summary>
    public string? OpenTime => Status.IsClosed() ? null : OrderTime;

    /// <summary>The time it was sent while its market has not answered; absent after.</summary>
    public string? PendingTime => Status == OrderStatus.PendingNew && !Waits ? CommandTime : null;

    /// <summary>The time that its market's commands carry: when it was sent there.</summary>
    [JsonIgnore]
    public string CommandTime => SentTime ?? OrderTime;

    /// <summary>The asset that the order receives and pays its fees in.</summary>
    [JsonIgnore]
    public string ReceivedAsset => Side == OrderSide.Buy ? Base : Quote;

    /// <summary>An order's document: a new one with its hold.</summary>
    public static OrderDocument Of(HoldDocument hold, string clientOrderId, string symbol, string baseAsset, string quoteAsset) => new(
        hold.Id, hold.Asset, hold.Amount, hold.Posted, hold.Released, hold.Reference, hold.Legs, hold.PostingTime, hold.Actor, hold.CorrelationId,
        clientOrderId, symbol, baseAsset, quoteAsset);

    /// <summary>The id of an order's document.</summary>
    public static new string IdOf(string orderId) => HoldDocument.IdOf(HoldIdOf(orderId));

    /// <summary>The hold of an order.</summary>
    public static string HoldIdOf(string orderId) => $"order:{orderId}";

    internal override void WriteTo(PartitionView view) => view.Set(this);
}

/// <summary>Older fills of an order that had very many.</summary>
/// <param name="Id"><c>fills:{order id}:{page}</c>.</param>
/// <param name="Symbol">The market.</param>
/// <param name="Base">Its base asset.</param>
/// <param name="Quote">Its quote asset.</param>
/// <param name="FilledTime">When the newest of them happened.</param>
/// <param name="Fills">The fills, oldest first.</param>
public sealed record FillsDocument(string Id, string Symbol, string Base, string Quote, string FilledTime, IReadOnlyList<OrderFill> Fills)
    : IDocument<FillsDocument>
{
    /// <summary>The prefix of the ids of all fills documents.</summary>
    public const string IdPrefix = "fills:";

    /// <inheritdoc />
    public static JsonTypeInfo<FillsDocument> Json => OrdersJson.Default.FillsDocument;

    /// <inheritdoc />
    public string Type => "fills";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>Which way the order went.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OrderSide Side { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(OrderDocument))]
[JsonSerializable(typeof(FillsDocument))]
[JsonSerializable(typeof(OrderListDocument))]
internal sealed partial class OrdersJson : JsonSerializerContext;
