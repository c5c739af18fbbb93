using System.Runtime.InteropServices;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Verification;

/// <summary>
/// Sums of hashes over the documents of all partitions, in any order, that are zero exactly when each partition's
/// history leads to its stored state. Memory does not grow with anything. A partition whose sums are not zero, or that
/// shares its slot with one, is <em>doubtful</em> and must be looked at exactly, which also says what is wrong.
/// <para>Chains: a leg leads from (sequence - 1, balance - units) to (sequence, balance) of its account. Sequences grow
/// with each leg, so the legs form one gap-free chain from (0, 0) to the stored state exactly when the multiset of
/// starts plus the stored state equals the multiset of ends plus (0, 0).</para>
/// <para>Holds: what holds say was paid, released and added minus what postings say, each amount times the hold's hash; and what
/// is left of holds minus what accounts hold, times the account's hash.</para>
/// The hashes have 128 bits: that an error hides behind a chance equality has a likelihood of 2^-128.
/// </summary>
internal sealed class LedgerFingerprint
{
    private const int Slots = 1 << 14;
    private static readonly AccountName[] Names = Enum.GetValues<AccountName>();

    private readonly Slot[] slots = new Slot[Slots];

    /// <summary>True when some partition must be looked at exactly.</summary>
    public bool HasDoubts => Array.Exists(slots, slot => slot.IsDoubtful);

    /// <summary>True when this partition must be looked at exactly.</summary>
    public bool IsDoubtful(PartitionKey partition) => SlotOf(HashOf(partition)).IsDoubtful;

    public void Add(PartitionKey partition, PostingDocument posting)
    {
        var hash = HashOf(partition);
        ref var slot = ref SlotOf(hash);
        AddLegs(ref slot, hash, posting.Legs);
        foreach (var resolution in posting.Holds ?? [])
        {
            var weight = Weight(hash, resolution.Hold);
            unchecked
            {
                slot.Posted -= weight * (UInt128)resolution.Posted;
                slot.Released -= weight * (UInt128)resolution.Released;
                slot.Added -= weight * (UInt128)resolution.Added;
            }
        }
    }

    public void Add(PartitionKey partition, HoldDocument hold)
    {
        var hash = HashOf(partition);
        ref var slot = ref SlotOf(hash);
        AddLegs(ref slot, hash, hold.Legs);
        var weight = Weight(hash, hold.Id.AsSpan(HoldDocument.IdPrefix.Length));
        unchecked
        {
            slot.Posted += weight * (UInt128)hold.Posted;
            slot.Released += weight * (UInt128)hold.Released;
            slot.Added += weight * (UInt128)hold.Added;
            slot.Held += Weight(hash, hold.Asset) * (UInt128)hold.Remaining;
        }

        slot.IsMarked |= hold.Remaining < 0;
    }

    public void Add(PartitionKey partition, AccountsDocument accounts)
    {
        var hash = HashOf(partition);
        ref var slot = ref SlotOf(hash);
        foreach (var name in Names)
        {
            var state = accounts[name];
            if (!state.IsUnused || state.Balance != 0)
            {
                var account = AccountOf(hash, name, accounts.Asset);
                slot.Chains += Node(account, state.Sequence, state.Balance) - Node(account, 0, 0);
            }
        }

        unchecked
        {
            slot.Held -= Weight(hash, accounts.Asset) * (UInt128)accounts.Held.Balance;
        }
    }

    private static void AddLegs(ref Slot slot, ulong partition, IReadOnlyList<PostingLeg> legs)
    {
        for (var i = 0; i < legs.Count; i++)
        {
            var leg = legs[i];
            var account = AccountOf(partition, leg.Account, leg.Asset);
            unchecked
            {
                slot.Chains += Node(account, leg.Sequence - 1, leg.Balance - leg.Units) - Node(account, leg.Sequence, leg.Balance);
            }

            slot.IsMarked |= leg.Balance < 0 && Accounts.NeverNegative(leg.Account);
        }

        slot.IsMarked |= !PostingSums.AreZero(legs);
    }

    private ref Slot SlotOf(ulong partition) => ref slots[partition % Slots];

    private static ulong HashOf(PartitionKey partition) => Hash(Hash(0, partition.Container), partition.Value);

    private static ulong AccountOf(ulong partition, AccountName name, string asset) => Hash(partition + (ulong)name + 1, asset);

    /// <summary>Odd, so that a multiple of it is zero for zero only.</summary>
    private static UInt128 Weight(ulong partition, ReadOnlySpan<char> name)
    {
        var low = Hash(partition, name);
        return new UInt128(Mix(low + 0xD1B54A32D192ED03), low | 1);
    }

    private static UInt128 Node(ulong account, long sequence, Int128 balance)
    {
        unchecked
        {
            var low = Mix((ulong)sequence ^ account);
            low = Mix(low ^ (ulong)balance);
            low = Mix(low ^ (ulong)(balance >> 64));
            return new UInt128(Mix(low + 0xD1B54A32D192ED03), low);
        }
    }

    private static ulong Hash(ulong seed, ReadOnlySpan<char> text)
    {
        var hash = Mix(seed ^ (ulong)text.Length);
        var words = MemoryMarshal.Cast<char, ulong>(text);
        foreach (var word in words)
        {
            hash = Mix(hash ^ word);
        }

        foreach (var character in text[(words.Length * 4)..])
        {
            hash = Mix(hash ^ character);
        }

        return hash;
    }

    /// <summary>The finaliser of SplitMix64, after a step of its sequence.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }

    /// <summary>The sums of the partitions that share a slot.</summary>
    private struct Slot
    {
        public UInt128 Chains;
        public UInt128 Posted;
        public UInt128 Released;
        public UInt128 Added;
        public UInt128 Held;
        public bool IsMarked;

        public readonly bool IsDoubtful => IsMarked || (Chains | Posted | Released | Added | Held) != 0;
    }
}
