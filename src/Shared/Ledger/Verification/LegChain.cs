namespace CryptoVault.Ledger.Verification;

/// <summary>
/// Proves that an account's legs, met in any order, form one gap-free chain: each leg leads from
/// (sequence - 1, balance - units) to (sequence, balance). The legs form the chain from (0, 0) to the stored state
/// exactly when the multiset of starts plus the stored state equals the multiset of ends plus (0, 0); multisets are
/// compared by the 128-bit sums of their hashes, so that memory does not grow with the history.
/// </summary>
internal struct LegChain
{
    private UInt128 starts;
    private UInt128 ends;

    public long Count { get; private set; }

    public Int128 Sum { get; private set; }

    public void Add(PostingLeg leg)
    {
        starts += Hash(leg.Sequence - 1, leg.Balance - leg.Units);
        ends += Hash(leg.Sequence, leg.Balance);
        Sum += leg.Units;
        Count++;
    }

    public readonly bool LeadsTo(AccountState stored) =>
        Count == stored.Sequence && Sum == stored.Balance && starts + Hash(stored.Sequence, stored.Balance) == ends + Hash(0, 0);

    private static UInt128 Hash(long sequence, Int128 balance)
    {
        var low = Mix((ulong)sequence ^ 0x9E3779B97F4A7C15);
        low = Mix(low ^ (ulong)balance);
        low = Mix(low ^ (ulong)(balance >> 64));
        var high = Mix(low + 0xD1B54A32D192ED03);
        return new UInt128(high, low);
    }

    /// <summary>The finaliser of SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
