using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>
/// Makes the leaves of one tree. What is owed to a customer is cut at random into up to <see cref="Parts"/> leaves that
/// stand at random places, so that a neighbour's path shows pieces of balances that lead to nobody. Places, cuts and
/// nonces follow from a secret, so that a customer's leaves can be found again without a list of who stands where.
/// </summary>
internal sealed class LiabilityLeaves(byte[] secret, string snapshotId, string asset)
{
    public const int Parts = 4;

    /// <summary>The leaves of a customer.</summary>
    public IEnumerable<PlacedNode> Of(string userId, Int128 units)
    {
        Span<Int128> cuts = stackalloc Int128[Parts + 1];
        for (var i = 1; i < Parts; i++)
        {
            cuts[i] = (Int128)(Draw("cut", userId, i) % ((UInt128)units + 1));
        }

        cuts[Parts] = units;
        cuts.Sort();
        var leaves = new List<PlacedNode>(Parts);
        for (var i = 0; i < Parts; i++)
        {
            if (cuts[i + 1] > cuts[i])
            {
                leaves.Add(new PlacedNode(PlaceOf(userId, i), LiabilityTree.Leaf(userId, asset, NonceOf(userId, i), cuts[i + 1] - cuts[i])));
            }
        }

        return leaves;
    }

    /// <summary>Where a part of what is owed to a customer stands, if it has one.</summary>
    public UInt128 PlaceOf(string userId, int part) => Draw("place", userId, part);

    /// <summary>The secret of a leaf that its owner alone is told.</summary>
    public string NonceOf(string userId, int part) => Convert.ToHexStringLower(Mac("nonce", userId, part));

    private UInt128 Draw(string what, string userId, int part) => BinaryPrimitives.ReadUInt128BigEndian(Mac(what, userId, part));

    private byte[] Mac(string what, string userId, int part) =>
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{what}\n{snapshotId}\n{asset}\n{userId}\n{part}"));
}
