using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>A node of the tree: its hash and what all leaves below it add up to.</summary>
/// <param name="Hash">SHA-256, 64 lower-case hexadecimal digits.</param>
/// <param name="Units">Minor units; never negative.</param>
public sealed record LiabilityNode(string Hash, Int128 Units);

/// <summary>A neighbour on the way from a leaf to the root.</summary>
/// <param name="Node">The neighbour.</param>
/// <param name="IsLeft">True when it stands to the left.</param>
public sealed record LiabilityStep(LiabilityNode Node, bool IsLeft);

/// <summary>
/// A Merkle-sum tree over what is owed: each node commits to the sum of its leaves, so that no liability can be left
/// out or made smaller without its owner seeing it. The exact layout is in docs/ledger.md.
/// </summary>
public sealed class LiabilityTree
{
    private readonly List<LiabilityNode[]> levels = [];

    /// <summary>Builds the tree; the leaves keep their order.</summary>
    /// <exception cref="ArgumentException">There are no leaves, or one is negative.</exception>
    public LiabilityTree(IReadOnlyList<LiabilityNode> leaves)
    {
        ArgumentOutOfRangeException.ThrowIfZero(leaves.Count);
        if (leaves.Any(leaf => leaf.Units < 0))
        {
            throw new ArgumentException("A negative liability would hide another one.", nameof(leaves));
        }

        for (var level = leaves.ToArray(); ; level = Above(level))
        {
            levels.Add(level);
            if (level.Length == 1)
            {
                return;
            }
        }
    }

    /// <summary>The root: the hash that is published, and the sum of all.</summary>
    public LiabilityNode Root => levels[^1][0];

    /// <summary>The hash of a customer's leaf.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="asset">The asset's code.</param>
    /// <param name="nonce">A secret of this leaf, so that nobody can try out whose it is.</param>
    /// <param name="units">Minor units owed.</param>
    public static LiabilityNode Leaf(string userId, string asset, string nonce, Int128 units)
    {
        var text = Encoding.UTF8.GetBytes($"{userId}\0{asset}\0{nonce}");
        var bytes = new byte[1 + text.Length + 16];
        bytes[0] = 0;
        text.CopyTo(bytes, 1);
        BinaryPrimitives.WriteInt128BigEndian(bytes.AsSpan(1 + text.Length), units);
        return new LiabilityNode(Convert.ToHexStringLower(SHA256.HashData(bytes)), units);
    }

    /// <summary>The node over two others.</summary>
    public static LiabilityNode Join(LiabilityNode left, LiabilityNode right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * 48)];
        bytes[0] = 1;
        Write(left, bytes[1..]);
        Write(right, bytes[49..]);
        return new LiabilityNode(Convert.ToHexStringLower(SHA256.HashData(bytes)), checked(left.Units + right.Units));
    }

    /// <summary>The neighbours of a leaf, from the bottom up.</summary>
    public IReadOnlyList<LiabilityStep> ProofOf(int leaf)
    {
        var steps = new List<LiabilityStep>();
        foreach (var level in levels)
        {
            var neighbour = leaf ^ 1;
            if (neighbour < level.Length)
            {
                steps.Add(new LiabilityStep(level[neighbour], neighbour < leaf));
            }

            leaf /= 2;
        }

        return steps;
    }

    /// <summary>True when the leaf and its neighbours lead to the root, and none of them is negative.</summary>
    public static bool Verify(LiabilityNode leaf, IReadOnlyList<LiabilityStep> steps, LiabilityNode root)
    {
        var node = leaf;
        if (leaf.Units < 0 || !IsHash(leaf.Hash))
        {
            return false;
        }

        foreach (var step in steps)
        {
            if (step.Node.Units < 0 || !IsHash(step.Node.Hash) || Int128.MaxValue - step.Node.Units < node.Units)
            {
                return false;
            }

            node = step.IsLeft ? Join(step.Node, node) : Join(node, step.Node);
        }

        return node == root;
    }

    private static bool IsHash(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower);

    private static LiabilityNode[] Above(LiabilityNode[] level)
    {
        var above = new LiabilityNode[(level.Length + 1) / 2];
        for (var i = 0; i < above.Length; i++)
        {
            // A last node without neighbour goes up as it is.
            above[i] = (2 * i) + 1 < level.Length ? Join(level[2 * i], level[(2 * i) + 1]) : level[2 * i];
        }

        return above;
    }

    private static void Write(LiabilityNode node, Span<byte> into)
    {
        Convert.FromHexString(node.Hash).CopyTo(into);
        BinaryPrimitives.WriteInt128BigEndian(into[32..], node.Units);
    }
}
