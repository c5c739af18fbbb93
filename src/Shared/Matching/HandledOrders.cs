namespace CryptoVault.Matching;

/// <summary>
/// Which orders a market has handled, by which a command that comes twice is recognised. It remembers everything
/// since <see cref="Since"/>, which is at least the memory's length ago; commands expire sooner than that.
/// </summary>
/// <param name="memory">How long an order is remembered at least; the most is twice that.</param>
internal sealed class HandledOrders(TimeSpan memory)
{
    private HashSet<UInt128> recent = [];
    private HashSet<UInt128> older = [];
    private DateTimeOffset recentSince;

    /// <summary>Orders handled at or after this time are remembered.</summary>
    public DateTimeOffset Since { get; private set; }

    public int Count => recent.Count + older.Count;

    public void Start(DateTimeOffset now)
    {
        recentSince = now;
        Since = now;
    }

    public bool Contains(UInt128 order) => recent.Contains(order) || older.Contains(order);

    public void Add(UInt128 order, DateTimeOffset now)
    {
        if (now - recentSince >= memory)
        {
            (older, recent) = (recent, older);
            recent.Clear();
            (Since, recentSince) = (recentSince, now);
        }

        recent.Add(order);
    }

    /// <summary>Adds an order that was handled before the memory began.</summary>
    public void AddEarlier(UInt128 order) => older.Add(order);

    /// <summary>Says that everything since a time before <see cref="Since"/> was added.</summary>
    public void ReachesBackTo(DateTimeOffset time) => Since = time < Since ? time : Since;
}
