namespace CryptoVault.ReferenceMatcher;

/// <summary>An order that was accepted.</summary>
internal sealed class Working(Order terms, long priority)
{
    public Order Terms => terms;

    public long Priority { get; set; } = priority;

    public int Sequence { get; set; } = 1;

    public long Remaining { get; set; } = terms.Quantity;

    public long Executed { get; set; }

    public long ExecutedQuote { get; set; }

    public Int128 Fees { get; set; }

    public long? Budget { get; set; } = terms.Budget;

    /// <summary>Where it is: on its way in, "Book", "Waiting", "Tracking", "Triggered".</summary>
    public string Place { get; set; } = "Incoming";

    public long Visible { get; set; }

    public long WorstPrice { get; set; }

    public long? Watermark { get; set; }

    public Working? Partner { get; set; }

    public long Hold =>
        !terms.IsBuy ? Remaining
        : terms.HasLimit ? Remaining * terms.Price!.Value
        : Budget!.Value - ExecutedQuote;

    public string OpenStatus => Executed == 0 ? "New" : "PartiallyFilled";

    /// <summary>A buy takes at its price or below, a sell at its price or above.</summary>
    public bool Accepts(long price) => terms.IsBuy ? price <= WorstPrice : price >= WorstPrice;

    public bool CanRest => terms is { HasLimit: true, TimeInForce: "Gtc" or "Gtd" };

    public bool WaitsForRise => (terms.Type is "StopLoss" or "StopLossLimit") == terms.IsBuy;
}
