using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>What one commit of a market's engine did to one user's orders. All amounts in minor units.</summary>
/// <param name="Symbol">The market.</param>
/// <param name="Base">Its base asset.</param>
/// <param name="Quote">Its quote asset.</param>
/// <param name="UserId">The user.</param>
/// <param name="Sequence">The number of the commit's log document.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Updates">One per order.</param>
public sealed record SettlementMessage(
    string Symbol, string Base, string Quote, string UserId, long Sequence, string Time, IReadOnlyList<OrderUpdate> Updates)
{
    /// <summary>How often it was put off because an earlier message had not come yet.</summary>
    public int PutOff { get; init; }

    /// <summary>The id of the message: the same content is the same message.</summary>
    [JsonIgnore]
    public string MessageId => PutOff == 0
        ? $"settle:{Symbol}:{Sequence}:{Updates[0].OrderId}"
        : $"settle:{Symbol}:{Sequence}:{Updates[0].OrderId}:{PutOff}";

    /// <summary>Reads a message's body.</summary>
    /// <exception cref="JsonException">The body is no such message.</exception>
    public static SettlementMessage Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, MatchingJson.Default.SettlementMessage) ?? throw new JsonException("The message is null.");
}

/// <summary>All that happened to one order in one commit: its events from <see cref="FirstSequence"/> to <see cref="Sequence"/>.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Side">Its side.</param>
/// <param name="FirstSequence">The order's event number of the first event; it can be applied when the one before it is.</param>
/// <param name="Sequence">The order's event number of the last event.</param>
/// <param name="Status">The status now.</param>
public sealed record OrderUpdate(
    string OrderId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] OrderSide Side,
    int FirstSequence,
    int Sequence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] OrderStatus Status)
{
    /// <summary>Base executed so far.</summary>
    public Int128 Executed { get; init; }

    /// <summary>Quote executed so far.</summary>
    public Int128 ExecutedQuote { get; init; }

    /// <summary>Fees so far, of what is received.</summary>
    public Int128 Fee { get; init; }

    /// <summary>What of the hold must remain, exactly: quote for a buy, base for a sell.</summary>
    public Int128 Hold { get; init; }

    /// <summary>The fills among the events, oldest first.</summary>
    public IReadOnlyList<OrderFill> Fills { get; init; } = [];

    /// <summary>True when <see cref="Hold"/> says nothing: another order rules over what is reserved for both.</summary>
    public bool KeepsHold { get; init; }

    /// <summary>The order that took its place, of one that was replaced: it gets <see cref="PassedOn"/>.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>What of the hold goes on to <see cref="ReplacedBy"/>.</summary>
    public Int128 PassedOn { get; init; }

    /// <summary>
    /// True when it was accepted in the place of another order by these events: they are applied after those with which the
    /// other one ended, since that one pays for it in part.
    /// </summary>
    public bool IsReplacement { get; init; }

    /// <summary>Why it was rejected.</summary>
    public string? Reason { get; init; }

    /// <summary>Why a change of it was refused; it goes on as it was.</summary>
    public string? Refusal { get; init; }

    /// <summary>Its quantity now, when it became smaller.</summary>
    public Int128 Reduced { get; init; }

    /// <summary>True when it was triggered.</summary>
    public bool IsTriggered { get; init; }
}

/// <summary>One side of a trade.</summary>
/// <param name="Trade">The trade's number in the market.</param>
/// <param name="Price">Quote minor units per whole base unit.</param>
/// <param name="Quantity">Base minor units.</param>
/// <param name="Quote">Quote minor units.</param>
/// <param name="Fee">Minor units of what is received.</param>
/// <param name="IsMaker">True when this side was resting.</param>
public sealed record OrderFill(long Trade, Int128 Price, Int128 Quantity, Int128 Quote, Int128 Fee, bool IsMaker)
{
    /// <summary>When it happened.</summary>
    public string? Time { get; init; }
}
