using System.Runtime.CompilerServices;

namespace CryptoVault.Matching;

/// <summary>
/// Finds an order's slot by its id: open addressing with linear probing and backward-shift deletion, so that
/// there are no tombstones and nothing is allocated per order. An entry is the id's hash (32 bits, to avoid
/// looking at foreign orders) and the slot plus one (0: empty).
/// </summary>
internal sealed class OrderIndex
{
    private ulong[] entries;
    private uint mask;

    public OrderIndex(int capacity)
    {
        entries = new ulong[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2))];
        mask = (uint)entries.Length - 1;
    }

    public int Count { get; private set; }

    /// <summary>The slot of the order, or -1.</summary>
    public int Find(UInt128 id, BookOrder[] orders)
    {
        var hash = Hash(id);
        for (var position = hash & mask; ; position = (position + 1) & mask)
        {
            var entry = entries[position];
            if (entry == 0)
            {
                return -1;
            }

            if ((uint)(entry >> 32) == hash)
            {
                var slot = (int)(uint)entry - 1;
                if (orders[slot].Id == id)
                {
                    return slot;
                }
            }
        }
    }

    /// <summary>Fetches the place where a search for the id begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(UInt128 id) => MemoryHint.Prefetch(ref entries[Hash(id) & mask]);

    /// <summary>As <see cref="Find"/>, but by the hash alone: the slot of an order that has it, or -1.</summary>
    public int FindLikely(UInt128 id)
    {
        var hash = Hash(id);
        for (var position = hash & mask; ; position = (position + 1) & mask)
        {
            var entry = entries[position];
            if (entry == 0 || (uint)(entry >> 32) == hash)
            {
                return (int)(uint)entry - 1;
            }
        }
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(UInt128 id, int slot)
    {
        if (((uint)Count + 1) * 2 > mask)
        {
            Grow();
        }

        Insert(((ulong)Hash(id) << 32) | (uint)(slot + 1));
        Count++;
    }

    /// <summary>Removes an id that is there, at that slot.</summary>
    public void Remove(UInt128 id, int slot)
    {
        var hash = Hash(id);
        var wanted = ((ulong)hash << 32) | (uint)(slot + 1);
        var hole = hash & mask;
        while (entries[hole] != wanted)
        {
            hole = (hole + 1) & mask;
        }

        // Entries that probed past the hole move back, so that every probe still ends at the first empty place.
        for (var next = (hole + 1) & mask; entries[next] != 0; next = (next + 1) & mask)
        {
            var home = (uint)(entries[next] >> 32) & mask;
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                entries[hole] = entries[next];
                hole = next;
            }
        }

        entries[hole] = 0;
        Count--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(UInt128 id)
    {
        var mixed = ((ulong)id ^ ulong.RotateLeft((ulong)(id >> 64), 32)) * 0x9E3779B97F4A7C15UL;
        return (uint)(mixed >> 32);
    }

    private void Insert(ulong entry)
    {
        var position = (uint)(entry >> 32) & mask;
        while (entries[position] != 0)
        {
            position = (position + 1) & mask;
        }

        entries[position] = entry;
    }

    private void Grow()
    {
        var old = entries;
        entries = new ulong[old.Length * 2];
        mask = (uint)entries.Length - 1;
        foreach (var entry in old)
        {
            if (entry != 0)
            {
                Insert(entry);
            }
        }
    }
}
