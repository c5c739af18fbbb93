using System.Text.Json;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>A node of a proof; units are minor units as text.</summary>
/// <param name="Hash">64 lower-case hexadecimal digits.</param>
/// <param name="Units">Minor units.</param>
public sealed record ProofNode(string Hash, Int128 Units);

/// <summary>A neighbour on the way to the root.</summary>
/// <param name="Side"><c>left</c> or <c>right</c>: where the neighbour stands.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Units">What the leaves below it add up to.</param>
public sealed record ProofStep(string Side, string Hash, Int128 Units);

/// <summary>One of a customer's leaves with its path.</summary>
/// <param name="Nonce">The leaf's secret.</param>
/// <param name="Units">Minor units that it stands for.</param>
/// <param name="Path">The neighbours, from the bottom up.</param>
public sealed record ProofLeaf(string Nonce, Int128 Units, IReadOnlyList<ProofStep> Path);

/// <summary>
/// What a customer needs to see that the own balance is in the published total. Its JSON is documented in docs/ledger.md;
/// anybody can check it with SHA-256 alone.
/// </summary>
/// <param name="Format"><see cref="FormatName"/>.</param>
/// <param name="SnapshotId">Which proof of liabilities.</param>
/// <param name="TakenAt">Of which instant it is.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Scale">Its decimal places: a whole unit is 10^scale minor units.</param>
/// <param name="UserId">The customer.</param>
/// <param name="Units">What was owed to the customer, in minor units.</param>
/// <param name="Root">The root, to be compared with the published one.</param>
/// <param name="Leaves">The customer's leaves.</param>
public sealed record LiabilityProof(
    string Format, string SnapshotId, DateTimeOffset TakenAt, string Asset, int Scale, string UserId, Int128 Units, ProofNode Root,
    IReadOnlyList<ProofLeaf> Leaves)
{
    /// <summary>The name of this format.</summary>
    public const string FormatName = "cryptovault-liability-proof-1";

    /// <summary>Deepest path that is read: enough for 2^64 leaves.</summary>
    private const int DeepestPath = 64;

    /// <summary>Reads a proof; null when the text is none.</summary>
    public static LiabilityProof? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var proof = JsonSerializer.Deserialize(json, LiabilityJson.Default.LiabilityProof);
            return proof is { Format: FormatName, Asset: not null, UserId: not null, Root.Hash: not null, Leaves: not null } && proof.Leaves.All(IsWhole) ? proof : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Recomputes the root from each leaf; says what is wrong, or null when all of the balance is in the published total.</summary>
    public string? FindFault()
    {
        if (Leaves.Count == 0 || Leaves.DistinctBy(leaf => leaf.Nonce).Count() != Leaves.Count)
        {
            return "There are no leaves, or one stands twice.";
        }

        Int128 sum = 0;
        var root = new LiabilityNode(Root.Hash, Root.Units);
        foreach (var leaf in Leaves)
        {
            var steps = leaf.Path.Select(step => new LiabilityStep(new LiabilityNode(step.Hash, step.Units), step.Side == "left")).ToArray();
            if (!LiabilityTree.Verify(LiabilityTree.Leaf(UserId, Asset, leaf.Nonce, leaf.Units), steps, root))
            {
                return $"The leaf of {leaf.Units} minor units does not lead to the root.";
            }

            sum += leaf.Units; // each is at most the root's units
        }

        return sum == Units ? null : $"The leaves add up to {sum} minor units, not to {Units}.";
    }

    private static bool IsWhole(ProofLeaf leaf) =>
        leaf is { Nonce: not null, Path.Count: <= DeepestPath } && leaf.Path.All(step => step is { Side: "left" or "right", Hash: not null });
}
