namespace CryptoVault.ReferenceMatcher;

/// <summary>An order as docs/matching.md describes it. Null is "has none".</summary>
public sealed record Order(UInt128 Id, int Owner, bool IsBuy, string Type, string TimeInForce, string Prevention)
{
    public long? Price { get; init; }

    public long Quantity { get; init; }

    public long? Budget { get; init; }

    public bool ByQuote { get; init; }

    public long? Trigger { get; init; }

    public int? TrailingBasisPoints { get; init; }

    public long? Peak { get; init; }

    public long? ExpiresAt { get; init; }

    public int MakerBasisPoints { get; init; }

    public int TakerBasisPoints { get; init; }

    public bool IsStop => Type is "StopLoss" or "StopLossLimit" or "TakeProfit" or "TakeProfitLimit";

    public bool HasLimit => Type is "Limit" or "LimitMaker" or "StopLossLimit" or "TakeProfitLimit";
}

public abstract record Command;

public sealed record Place(Order Order) : Command;

public sealed record PlacePair(Order First, Order Second) : Command;

public sealed record Cancel(UInt128 Id) : Command;

public sealed record Reduce(UInt128 Id, long Quantity) : Command;

public sealed record Replace(UInt128 Id, Order Order, long Reserved) : Command;

public sealed record Advance(long Time) : Command;

public sealed record Rule(bool IsTrading, int BandPercent) : Command;

/// <summary>What happened to an order, and its state after it.</summary>
public readonly record struct Event(string Kind, UInt128 Id, string Status, int Sequence)
{
    public long Trade { get; init; }

    public long TradePrice { get; init; }

    public long TradeQuantity { get; init; }

    public Int128 Fee { get; init; }

    public Int128 Fees { get; init; }

    public long Remaining { get; init; }

    public long Executed { get; init; }

    public long ExecutedQuote { get; init; }

    public long Priority { get; init; }

    /// <summary>What must stay reserved; null when the other leg of a list rules over it.</summary>
    public long? Hold { get; init; }

    /// <summary>What its price shows afterwards, when it rests there or did.</summary>
    public long? Level { get; init; }

    public string? Refusal { get; init; }
}
