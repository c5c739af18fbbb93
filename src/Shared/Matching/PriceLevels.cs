using System.Numerics;
using System.Runtime.CompilerServices;

namespace CryptoVault.Matching;

/// <summary>A price and the orders that wait at it, first come first.</summary>
internal struct PriceLevel
{
    public long Price;

    /// <summary>The sum of what its orders show, in lots.</summary>
    public long Quantity;

    /// <summary>The sum of what its icebergs do not show, in lots.</summary>
    public long Hidden;
    public int Head;
    public int Tail;

    /// <summary>The neighbours in order of price; -1 at the ends.</summary>
    public int Better;
    public int Worse;

    /// <summary>The leaf of the tree that holds it.</summary>
    public int Leaf;
}

/// <summary>
/// The price levels of one side, or the trigger prices of one direction. A radix tree over the price in ticks (64-way, a bitmap per node) finds a level
/// or its neighbour in a few steps whatever the prices are; the levels are linked in order of price, so the best
/// one and the one after it are at hand. Nodes and levels live in arrays and are reused: nothing is allocated in
/// the steady state.
/// </summary>
internal sealed class PriceLevels
{
    private const int None = -1;
    private const int Bits = 6;
    private const int Width = 1 << Bits;
    private const int Mask = Width - 1;

    private readonly bool isBids;
    private PriceLevel[] levels;
    private int freeLevel = None;
    private int usedLevels;

    private ulong[] bitmaps;
    private int[] parents;
    private int[] children;
    private int freeNode = None;
    private int usedNodes;
    private int root;
    private int height;

    /// <summary>The leaf that was used last: prices come in clusters. It may stand empty; no other leaf does.</summary>
    private long nearLeafKey = -1;
    private int nearLeaf;
    private int worst = None;

    public PriceLevels(bool isBids, int capacity)
    {
        capacity = Math.Max(16, capacity);
        this.isBids = isBids;
        levels = new PriceLevel[capacity];
        bitmaps = new ulong[capacity];
        parents = new int[capacity];
        children = new int[capacity * Width];
        root = TakeNode(None);
        height = 3;
    }

    /// <summary>The best level, or -1.</summary>
    public int Best { get; private set; } = None;

    /// <summary>How many levels there are.</summary>
    public int Count { get; private set; }

    public ref PriceLevel this[int level]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref levels[level];
    }

    /// <summary>The quantity at a price, 0 when nobody waits there.</summary>
    public long QuantityAt(long price)
    {
        var leaf = FindLeaf(price);
        var place = (int)price & Mask;
        return leaf != None && (bitmaps[leaf] >> place & 1) != 0 ? levels[children[(leaf * Width) + place]].Quantity : 0;
    }

    /// <summary>The level of the price; a new one, empty and linked in, when there is none.</summary>
    public int GetOrAdd(long price)
    {
        var leaf = price >> Bits == nearLeafKey ? nearLeaf : MakeLeaf(price);
        var place = (int)price & Mask;
        if ((bitmaps[leaf] >> place & 1) != 0)
        {
            return children[(leaf * Width) + place];
        }

        var (below, above) = Neighbours(leaf, place);
        var level = TakeLevel();
        bitmaps[leaf] |= 1UL << place;
        children[(leaf * Width) + place] = level;
        levels[level] = new PriceLevel { Price = price, Head = None, Tail = None, Leaf = leaf };
        Link(level, better: isBids ? above : below, worse: isBids ? below : above);
        Count++;
        return level;
    }

    /// <summary>Removes a level that is empty.</summary>
    public void Remove(int level)
    {
        ref var removed = ref levels[level];
        if (removed.Better == None)
        {
            Best = removed.Worse;
        }
        else
        {
            levels[removed.Better].Worse = removed.Worse;
        }

        if (removed.Worse == None)
        {
            worst = removed.Better;
        }
        else
        {
            levels[removed.Worse].Better = removed.Better;
        }

        ClearBit(removed.Leaf, removed.Price);
        removed.Worse = freeLevel;
        freeLevel = level;
        Count--;
    }

    private void Link(int level, int better, int worse)
    {
        levels[level].Better = better;
        levels[level].Worse = worse;
        if (better == None)
        {
            Best = level;
        }
        else
        {
            levels[better].Worse = level;
        }

        if (worse == None)
        {
            worst = level;
        }
        else
        {
            levels[worse].Better = level;
        }
    }

    private int FindLeaf(long price)
    {
        var key = price >> Bits;
        if (key == nearLeafKey)
        {
            return nearLeaf;
        }

        if (price >> (Bits * height) != 0)
        {
            return None;
        }

        var node = root;
        for (var shift = Bits * (height - 1); shift > 0; shift -= Bits)
        {
            var place = (int)(price >> shift) & Mask;
            if ((bitmaps[node] >> place & 1) == 0)
            {
                return None;
            }

            node = children[(node * Width) + place];
        }

        return node;
    }

    private int MakeLeaf(long price)
    {
        if (nearLeafKey >= 0 && bitmaps[nearLeaf] == 0)
        {
            FreeEmpty(nearLeaf, nearLeafKey);
        }

        while (price >> (Bits * height) != 0)
        {
            GrowUp();
        }

        var node = root;
        for (var shift = Bits * (height - 1); shift > 0; shift -= Bits)
        {
            var place = (int)(price >> shift) & Mask;
            if ((bitmaps[node] >> place & 1) == 0)
            {
                var child = TakeNode(node);
                bitmaps[node] |= 1UL << place;
                children[(node * Width) + place] = child;
            }

            node = children[(node * Width) + place];
        }

        nearLeafKey = price >> Bits;
        nearLeaf = node;
        return node;
    }

    /// <summary>Puts a new root on top of the old one, which becomes its first child.</summary>
    private void GrowUp()
    {
        var old = root;
        root = TakeNode(None);
        height++;
        if (bitmaps[old] == 0)
        {
            FreeNode(old);
            return;
        }

        bitmaps[root] = 1;
        children[root * Width] = old;
        parents[old] = root;
    }

    /// <summary>The levels next below and above a free place of a leaf, in price.</summary>
    private (int Below, int Above) Neighbours(int leaf, int place)
    {
        // One climb finds one neighbour; the linked list gives the other.
        var below = bitmaps[leaf] & ((1UL << place) - 1);
        if (below != 0)
        {
            var level = children[(leaf * Width) + (Width - 1 - BitOperations.LeadingZeroCount(below))];
            return (level, isBids ? levels[level].Better : levels[level].Worse);
        }

        var above = bitmaps[leaf] >> place;
        if (above != 0)
        {
            var level = children[(leaf * Width) + place + BitOperations.TrailingZeroCount(above)];
            return (isBids ? levels[level].Worse : levels[level].Better, level);
        }

        var next = LevelBelow(leaf);
        if (next != None)
        {
            return (next, isBids ? levels[next].Better : levels[next].Worse);
        }

        // Nothing is lower: the new level's upper neighbour is the side's lowest level so far.
        return (None, isBids ? worst : Best);
    }

    /// <summary>The highest level in the leaves before an empty leaf.</summary>
    private int LevelBelow(int leaf)
    {
        var shift = Bits;
        var key = LeafKeyOf(leaf);
        for (var node = parents[leaf]; node != None; node = parents[node], shift += Bits)
        {
            var place = (int)(key >> (shift - Bits)) & Mask;
            var below = bitmaps[node] & ((1UL << place) - 1);
            if (below != 0)
            {
                return HighestOf(children[(node * Width) + (Width - 1 - BitOperations.LeadingZeroCount(below))], shift - Bits);
            }
        }

        return None;
    }

    private int HighestOf(int node, int shift)
    {
        for (; shift >= 0; shift -= Bits)
        {
            node = children[(node * Width) + (Width - 1 - BitOperations.LeadingZeroCount(bitmaps[node]))];
        }

        return node;
    }

    /// <summary>Only asked right after the leaf was made or used, when it is the near one.</summary>
    private long LeafKeyOf(int leaf) =>
        leaf == nearLeaf ? nearLeafKey : throw new InvalidOperationException("The leaf is not the near one.");

    private void ClearBit(int leaf, long price)
    {
        bitmaps[leaf] &= ~(1UL << ((int)price & Mask));
        if (leaf == nearLeaf)
        {
            return; // it stays, empty, until another one takes its place
        }

        FreeEmpty(leaf, price >> Bits);
    }

    private void FreeEmpty(int node, long key)
    {
        while (bitmaps[node] == 0 && node != root)
        {
            var parent = parents[node];
            FreeNode(node);
            bitmaps[parent] &= ~(1UL << ((int)key & Mask));
            key >>= Bits;
            node = parent;
        }
    }

    private int TakeNode(int parent)
    {
        var node = freeNode;
        if (node != None)
        {
            freeNode = parents[node];
        }
        else
        {
            if (usedNodes == bitmaps.Length)
            {
                Array.Resize(ref bitmaps, usedNodes * 2);
                Array.Resize(ref parents, usedNodes * 2);
                Array.Resize(ref children, usedNodes * 2 * Width);
            }

            node = usedNodes++;
        }

        bitmaps[node] = 0;
        parents[node] = parent;
        return node;
    }

    private void FreeNode(int node)
    {
        parents[node] = freeNode;
        freeNode = node;
    }

    private int TakeLevel()
    {
        var level = freeLevel;
        if (level != None)
        {
            freeLevel = levels[level].Worse;
            return level;
        }

        if (usedLevels == levels.Length)
        {
            Array.Resize(ref levels, usedLevels * 2);
        }

        return usedLevels++;
    }
}
