using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Orders;
using CryptoVault.Storage;

namespace CryptoVault.Matching;

/// <summary>What the engine of a market is asked to do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MarketCommandKind>))]
public enum MarketCommandKind
{
    /// <summary>Place an order.</summary>
    [JsonStringEnumMemberName("place")] Place,
    /// <summary>Cancel an order.</summary>
    [JsonStringEnumMemberName("cancel")] Cancel,
    /// <summary>End an order whose placing could not be handled, if the market does not know it.</summary>
    [JsonStringEnumMemberName("reject")] Reject,
    /// <summary>The market's definition was changed: read it again.</summary>
    [JsonStringEnumMemberName("refresh")] Refresh,
    /// <summary>Place two orders as an OCO.</summary>
    [JsonStringEnumMemberName("place_pair")] PlacePair,
    /// <summary>Make an order smaller; it keeps its place.</summary>
    [JsonStringEnumMemberName("reduce")] Reduce,
    /// <summary>Place an order in place of another one, which ends.</summary>
    [JsonStringEnumMemberName("replace")] Replace,
    /// <summary>Nothing but that time passes: end the orders whose time is over.</summary>
    [JsonStringEnumMemberName("tick")] Tick,
}

/// <summary>A command on the <c>market-commands</c> queue. Prices in ticks, quantities in lots, budgets in tick-lots.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="OrderId">The order; empty for <see cref="MarketCommandKind.Refresh"/>.</param>
/// <param name="UserId">Whose order it is.</param>
/// <param name="PlacedTime">When the order was placed (not when it is canceled): commands expire by it.</param>
public sealed record MarketCommand(MarketCommandKind Kind, string OrderId, string UserId, string PlacedTime)
{
    /// <summary>The terms, for <see cref="MarketCommandKind.Place"/>, <see cref="MarketCommandKind.PlacePair"/> and <see cref="MarketCommandKind.Replace"/>.</summary>
    public PlacedOrder? Order { get; init; }

    /// <summary>
    /// The other leg's id, for <see cref="MarketCommandKind.PlacePair"/> (and for <see cref="MarketCommandKind.Reject"/>, when
    /// both are to be ended); the order to replace, for <see cref="MarketCommandKind.Replace"/>.
    /// </summary>
    public string? Other { get; init; }

    /// <summary>The other leg's terms.</summary>
    public PlacedOrder? OtherOrder { get; init; }

    /// <summary>The new quantity in lots, what traded already included, for <see cref="MarketCommandKind.Reduce"/>.</summary>
    public long Quantity { get; init; }

    /// <summary>What is reserved for the new order beside what the replaced one holds, in tick-lots or lots.</summary>
    public long Reserved { get; init; }

    /// <summary>Names the request, where an order can have several of a kind.</summary>
    public string? Request { get; init; }

    /// <summary>Why, for <see cref="MarketCommandKind.Reject"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The id of the message: the same command is the same message.</summary>
    [JsonIgnore]
    public string MessageId => Kind switch
    {
        MarketCommandKind.Refresh => $"refresh:{PlacedTime}",
        MarketCommandKind.Tick => $"tick:{PlacedTime}",
        MarketCommandKind.PlacePair => $"pair:{OrderId}:{UserId}:{Other}",
        MarketCommandKind.Reduce => $"reduce:{OrderId}:{UserId}:{Request}",
        _ => $"{KindName}:{OrderId}:{UserId}",
    };

    /// <summary>True when it names an order.</summary>
    [JsonIgnore]
    public bool HasOrder => Kind is not (MarketCommandKind.Refresh or MarketCommandKind.Tick);

    /// <summary>True when it brings an order that the market does not know yet.</summary>
    [JsonIgnore]
    public bool IsPlacing => Kind is MarketCommandKind.Place or MarketCommandKind.PlacePair or MarketCommandKind.Replace;

    private bool IsWellFormed =>
        !HasOrder
        || (OrderKey.TryParse(OrderId, out _) && !string.IsNullOrEmpty(UserId) && StoredTime.TryParse(PlacedTime, out _)
            && (Other is null ? Kind is not (MarketCommandKind.PlacePair or MarketCommandKind.Replace) : Other != OrderId && OrderKey.TryParse(Other, out _)));

    private string KindName => Kind switch
    {
        MarketCommandKind.Place => "place",
        MarketCommandKind.Replace => "replace",
        MarketCommandKind.Cancel => "cancel",
        _ => "reject",
    };

    /// <summary>Reads a message's body; null when it is no command.</summary>
    public static MarketCommand? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, MatchingJson.Default.MarketCommand) is { IsWellFormed: true } command ? command : null;
        }
        catch (JsonException)
        {
            return null; // the caller ends the order that the message's id names
        }
    }

    /// <summary>
    /// The command that ends the order of a message that cannot be read or handled, made from the message's id;
    /// null when the id names no placed order.
    /// </summary>
    /// <param name="messageId">The message's id.</param>
    /// <param name="sentTime">When the message was sent, which is not before the order was placed by more than clocks differ.</param>
    /// <param name="reason">Why it cannot be handled.</param>
    public static MarketCommand? RejectionOf(string messageId, DateTimeOffset sentTime, string reason)
    {
        // A user id has no colon; a pair's message names the other leg at its end.
        var parts = messageId.Split(':');
        if (parts is not ["place" or "replace", _, _] and not ["pair", _, _, _] || !OrderKey.TryParse(parts[1], out _))
        {
            return null;
        }

        var command = new MarketCommand(MarketCommandKind.Reject, parts[1], parts[2], StoredTime.Format(sentTime)) { Reason = reason };
        return parts.Length == 3 ? command
            : parts[3] != parts[1] && OrderKey.TryParse(parts[3], out _) ? command with { Other = parts[3] }
            : null;
    }

    /// <summary>Promises, within a decision, that the market's engine gets the command.</summary>
    public void Send(PartitionView view, string symbol) =>
        view.Send(Queues.MarketCommands, MessageId, symbol, this, MatchingJson.Default.MarketCommand);
}

/// <summary>The terms of an order as the engine gets them.</summary>
public sealed record PlacedOrder(OrderSide Side, OrderType Type, TimeInForce TimeInForce)
{
    /// <summary>The limit; for an order without one the worst price it may trade at, 0 when only the band bounds it.</summary>
    public long Price { get; init; }

    /// <summary>The most to trade.</summary>
    public long Quantity { get; init; }

    /// <summary>The most to pay (buys), or to receive (sells by quote amount); absent for other sells.</summary>
    public long? Budget { get; init; }

    /// <summary>True for a market order by quote amount.</summary>
    public bool ByQuote { get; init; }

    /// <summary>The last price that triggers a stop, or from which on a trailing stop tracks.</summary>
    public long TriggerPrice { get; init; }

    /// <summary>How far the price must turn back to trigger a trailing stop, in basis points.</summary>
    public int TrailingBasisPoints { get; init; }

    /// <summary>How much of an iceberg is shown at a time.</summary>
    public long Peak { get; init; }

    /// <summary>When a GTD order expires, in milliseconds since 1970, UTC.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>What happens when it would take from an order of the same customer.</summary>
    public SelfTradePrevention Prevention { get; init; }

    /// <summary>The fee for what it takes at once, in basis points.</summary>
    public int TakerBasisPoints { get; init; }

    /// <summary>The fee for what trades while it rests, in basis points.</summary>
    public int MakerBasisPoints { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(UnitsConverter), typeof(LongTextConverter)])]
[JsonSerializable(typeof(MarketCommand))]
[JsonSerializable(typeof(MarketHead))]
[JsonSerializable(typeof(WorkingOrderDocument))]
[JsonSerializable(typeof(TombstoneDocument))]
[JsonSerializable(typeof(MarketLogDocument))]
[JsonSerializable(typeof(SettlementMessage))]
internal sealed partial class MatchingJson : JsonSerializerContext;
