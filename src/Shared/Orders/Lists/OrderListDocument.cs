using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Ledger;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Lists;

/// <summary>What the orders of a list have to do with each other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderListType>))]
public enum OrderListType : byte
{
    /// <summary>One cancels the other: two legs, of which at most one trades.</summary>
    [JsonStringEnumMemberName("oco")] Oco,
    /// <summary>One triggers the other: a leg that is placed when the working order is filled.</summary>
    [JsonStringEnumMemberName("oto")] Oto,
    /// <summary>One triggers an OCO: two legs that are placed as an OCO when the working order is filled.</summary>
    [JsonStringEnumMemberName("otoco")] Otoco,
}

/// <summary>
/// A list of orders in its customer's partition. It is the hold that two legs of an OCO share: the larger of what each
/// needs, passed on to the leg that is left when the other one has ended. (A list without such legs holds nothing.)
/// </summary>
/// <param name="Id"><c>hold:list:{list id}</c>.</param>
/// <param name="Asset">The asset that its legs pay with.</param>
/// <param name="Amount">Minor units reserved when it was placed.</param>
/// <param name="Posted">Always nothing: orders pay, not lists.</param>
/// <param name="Released">Minor units passed on so far.</param>
/// <param name="Reference">The list.</param>
/// <param name="Legs">The legs of the posting that reserved the money.</param>
/// <param name="PostingTime">When it was placed.</param>
/// <param name="Actor">Who placed it.</param>
/// <param name="CorrelationId">The correlation id of what placed it.</param>
/// <param name="ClientListId">The customer's own id, unique for ever: the list's id follows from it.</param>
/// <param name="Symbol">The market.</param>
/// <param name="LegOrders">The ids of its legs: two orders of an OCO, or the one that waits.</param>
public sealed record OrderListDocument(
    string Id, string Asset, Int128 Amount, Int128 Posted, Int128 Released, LedgerReference Reference,
    IReadOnlyList<PostingLeg> Legs, string PostingTime, string Actor, string CorrelationId,
    string ClientListId, string Symbol, IReadOnlyList<string> LegOrders)
    : HoldDocument(Id, Asset, Amount, Posted, Released, Reference, Legs, PostingTime, Actor, CorrelationId), IDocument<OrderListDocument>
{
    /// <summary>The type of a list's reference in the ledger.</summary>
    public const string ReferenceType = "orderList";

    /// <summary>A user's lists by time.</summary>
    public static IndexDefinition ByTime { get; } = new("orderLists", "listTime");

    /// <inheritdoc />
    public static new JsonTypeInfo<OrderListDocument> Json => OrdersJson.Default.OrderListDocument;

    /// <inheritdoc />
    public override string Type => "orderList";

    /// <inheritdoc />
    public override int SchemaVersion => 1;

    /// <summary>The list's id.</summary>
    [JsonIgnore]
    public string ListId => Reference.Id;

    /// <summary>The id of the hold, as the ledger's resolutions name it.</summary>
    [JsonIgnore]
    public string HoldId => HoldIdOf(ListId);

    /// <summary>When it was placed.</summary>
    public string ListTime => PostingTime;

    /// <summary>What its orders have to do with each other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OrderListType ListType { get; init; }

    /// <summary>The order whose fill has the legs placed; absent for an OCO.</summary>
    public string? WorkingOrder { get; init; }

    /// <summary>True when the legs were sent to the market: at once for an OCO, else when the working order was filled.</summary>
    public bool IsActive { get; init; }

    /// <summary>True when it was asked to cancel before its legs were sent: they never will be.</summary>
    public bool IsCanceled { get; init; }

    /// <summary>All its orders, the working one first.</summary>
    [JsonIgnore]
    public IEnumerable<string> AllOrders => WorkingOrder is null ? LegOrders : LegOrders.Prepend(WorkingOrder);

    /// <summary>A list's document: a new one with its hold.</summary>
    public static OrderListDocument Of(HoldDocument hold, string clientListId, string symbol, IReadOnlyList<string> legOrders) => new(
        hold.Id, hold.Asset, hold.Amount, hold.Posted, hold.Released, hold.Reference, hold.Legs, hold.PostingTime, hold.Actor, hold.CorrelationId,
        clientListId, symbol, legOrders);

    /// <summary>The id of a list's document.</summary>
    public static new string IdOf(string listId) => HoldDocument.IdOf(HoldIdOf(listId));

    /// <summary>The hold of a list.</summary>
    public static string HoldIdOf(string listId) => $"list:{listId}";

    internal override void WriteTo(PartitionView view) => view.Set(this);
}
