using CryptoVault.Ledger.Liabilities;

namespace CryptoVault.Shared.Tests.Ledger.Liabilities;

public sealed class LiabilityTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(13)]
    public void ProofOf_EachLeaf_LeadsToTheRootAndItsSum(int count)
    {
        var leaves = Leaves(count);
        var tree = new LiabilityTree(leaves);

        Assert.Equal(count * (count + 1) / 2, (int)tree.Root.Units);
        for (var i = 0; i < count; i++)
        {
            Assert.True(LiabilityTree.Verify(leaves[i], tree.ProofOf(i), tree.Root));
            Assert.False(LiabilityTree.Verify(LiabilityTree.Leaf($"user{i}", "BTC", $"nonce{i}", i + 2), tree.ProofOf(i), tree.Root));
        }
    }

    [Fact]
    public void Verify_WithANeighbourMadeSmaller_IsFalse()
    {
        var leaves = Leaves(4);
        var tree = new LiabilityTree(leaves);
        var steps = tree.ProofOf(0).ToArray();
        steps[0] = steps[0] with { Node = steps[0].Node with { Units = steps[0].Node.Units - 1 } };

        Assert.False(LiabilityTree.Verify(leaves[0], steps, tree.Root));
    }

    [Fact]
    public void Verify_WithANegativeNeighbour_IsFalse()
    {
        var negative = new LiabilityNode(new string('0', 64), -1);
        var leaf = LiabilityTree.Leaf("ana", "BTC", "n", 5);

        Assert.False(LiabilityTree.Verify(leaf, [new LiabilityStep(negative, false)], LiabilityTree.Join(leaf, negative)));
        Assert.Throws<ArgumentException>(() => new LiabilityTree([leaf, negative]));
    }

    [Fact]
    public void Root_OfTheDocumentedExample_IsTheDocumentedOne()
    {
        var tree = new LiabilityTree([
            LiabilityTree.Leaf("ana", "BTC", "n1", 100), LiabilityTree.Leaf("ben", "BTC", "n2", 250), LiabilityTree.Leaf("cem", "BTC", "n3", 7)]);

        Assert.Equal(new LiabilityNode("903fc7ebf843a41f11237183cd033c41f7af3690f051dd51f8858d7a84f26142", 357), tree.Root);
    }

    private static LiabilityNode[] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(i => LiabilityTree.Leaf($"user{i}", "BTC", $"nonce{i}", i + 1))];
}
