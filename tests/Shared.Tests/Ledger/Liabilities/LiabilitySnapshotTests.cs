using System.Text;
using System.Text.Json;
using CryptoVault.Adapters.Files;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Liabilities;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Shared.Tests.Wallets;

namespace CryptoVault.Shared.Tests.Ledger.Liabilities;

public sealed class LiabilitySnapshotTests : IDisposable
{
    private readonly WalletWorld world = new();
    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-liabilities-").FullName;
    private readonly SnapshotLiabilities snapshot;
    private readonly ReadLiabilities read;

    public LiabilitySnapshotTests()
    {
        var blobs = new BlobFolder(folder, world.Ids, world.Clock);
        snapshot = new SnapshotLiabilities(world.Partitions, blobs, new WalletWorld.OneKey(), world.Ids, world.Clock, new MemorySnapshots(world.Store));
        read = new ReadLiabilities(world.Store, blobs, new WalletWorld.OneKey(), world.Assets);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Execute_ThenProve_EachCustomerFindsTheOwnBalanceInThePublishedTotal()
    {
        for (var i = 1; i <= 9; i++)
        {
            await world.FundAsync($"user{i}", $"0.{i}", WalletWorld.Btc);
        }

        await world.FundAsync("user1", "1.00000001", LedgerWorld.Usdt);
        var published = (await snapshot.ExecuteAsync()).Value;
        await world.FundAsync("user1", "5", WalletWorld.Btc); // later, so in the next proof

        Assert.Equal(["BTC", "USDT"], published.Assets.Select(tree => tree.Asset));
        var tree = published.Assets[0];
        Assert.Equal((450_000_000, 450_000_000, 0, 0), ((long)tree.Root.Units, (long)tree.Held, (long)tree.Receivables, (long)tree.InFlight));
        Assert.InRange(tree.Leaves, 10, 36);
        for (var i = 1; i <= 9; i++)
        {
            var proof = (await read.ProveAsync($"user{i}", "BTC")).Value;
            Assert.Null(proof.FindFault());
            Assert.Equal((i * 10_000_000, tree.Root.Hash), ((long)proof.Units, proof.Root.Hash));
        }

        Assert.Equal(100_000_001, (await read.ProveAsync("user1", "USDT")).Value.Units);
        Assert.IsType<LiabilityNotIncluded>((await read.ProveAsync("user2", "USDT")).Error);
        Assert.IsType<LiabilityNotIncluded>((await read.ProveAsync("user2", "ETH")).Error);
        Assert.IsType<LiabilityNotIncluded>((await read.ProveAsync("nobody", "BTC")).Error);
    }

    [Fact]
    public async Task Prove_OfOneCustomer_NamesNobodyElseAndNobodyElsesBalance()
    {
        await world.FundAsync("ana", "0.7", WalletWorld.Btc);
        await world.FundAsync("ben", "0.31234567", WalletWorld.Btc);
        await world.FundAsync("cem", "0.12345678", WalletWorld.Btc);
        await snapshot.ExecuteAsync();

        var proof = (await read.ProveAsync("ana", "BTC")).Value;

        var text = JsonSerializer.Serialize(proof, LiabilityJson.Default.LiabilityProof);
        Assert.DoesNotContain("ben", text, StringComparison.Ordinal);
        Assert.DoesNotContain("cem", text, StringComparison.Ordinal);
        Assert.DoesNotContain("31234567", text, StringComparison.Ordinal);
        Assert.DoesNotContain("12345678", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindFault_OfAChangedProof_FindsIt()
    {
        await world.FundAsync("ana", "0.7", WalletWorld.Btc);
        await world.FundAsync("ben", "0.3", WalletWorld.Btc);
        await snapshot.ExecuteAsync();
        var proof = (await read.ProveAsync("ana", "BTC")).Value;
        var leaf = proof.Leaves[0];

        Assert.NotNull((proof with { Units = proof.Units + 1 }).FindFault());
        Assert.NotNull((proof with { UserId = "ben" }).FindFault());
        Assert.NotNull((proof with { Leaves = [] }).FindFault());
        Assert.NotNull((proof with { Leaves = [.. proof.Leaves, leaf], Units = proof.Units + leaf.Units }).FindFault()); // one shown twice
        Assert.NotNull((proof with { Root = proof.Root with { Units = proof.Root.Units - 1 } }).FindFault());
        Assert.NotNull((proof with { Leaves = [leaf with { Units = leaf.Units - 1 }, .. proof.Leaves.Skip(1)], Units = proof.Units - 1 }).FindFault());
        Assert.NotNull((proof with { Root = proof.Root with { Hash = "zz" } }).FindFault());
        Assert.Null(proof.FindFault());
    }

    [Fact]
    public async Task Execute_OverMoreLeavesThanAChunkHas_BuildsTheSameTreeAsOneWithoutChunks()
    {
        var leaves = Enumerable.Range(0, (2 * LiabilityBlobs.ChunkLeaves) + 5)
            .Select(i => new PlacedNode((UInt128)i, LiabilityTree.Leaf($"user{i}", "BTC", "n", i + 1))).ToArray();
        var blobs = new LiabilityBlobs(new BlobFolder(folder, world.Ids, world.Clock));

        var root = (await blobs.WriteAsync("s1", "BTC", leaves, default)).Value;

        Assert.Equal(new LiabilityTree([.. leaves.Select(leaf => leaf.Node)]).Root, root);
        Assert.Equal(3, (await blobs.ReadTopAsync("s1", "BTC", default)).Count);
        Assert.Equal(leaves[^5..], await blobs.ReadChunkAsync("s1", "BTC", 2, default));
        Assert.IsType<CryptoVault.Blobs.BlobExists>((await blobs.WriteAsync("s1", "BTC", leaves, default)).Error); // written once
    }

    [Fact]
    public async Task Execute_WithPaperMoney_LeavesItOut()
    {
        await world.FundAsync("ana", "0.7", WalletWorld.Btc);
        var paper = new TransferFunds(world.Partitions, AssetCatalog.Default, world.Clock);
        Assert.True((await paper.ExecuteAsync(new FundsTransfer(
            "p", LedgerPartitions.OfHouse("h", LedgerNamespace.Paper), AccountName.Expense, LedgerPartitions.OfUser("ana", LedgerNamespace.Paper),
            AccountName.Available, WalletWorld.Of("100", WalletWorld.Btc), PostingKinds.Transfer, new LedgerReference("paper", "p"), "test"))).IsSuccess);
        await world.DeliverAsync();

        Assert.Equal(70_000_000, Assert.Single((await snapshot.ExecuteAsync()).Value.Assets).Root.Units);
    }

    [Fact]
    public async Task Execute_OnAStoreWithoutSnapshots_SaysSoAndChangesNothing()
    {
        var before = world.Digest();
        var blobs = new BlobFolder(folder, world.Ids, world.Clock);

        var refused = await new SnapshotLiabilities(world.Partitions, blobs, new WalletWorld.OneKey(), world.Ids, world.Clock).ExecuteAsync();

        Assert.IsType<SnapshotsNotSupported>(refused.Error);
        Assert.Equal(before, world.Digest());
        Assert.IsType<LiabilitiesNotPublished>((await read.LatestAsync()).Error);
        Assert.IsType<LiabilitiesNotPublished>((await read.ProveAsync("ana", "BTC")).Error);
    }

    [Fact]
    public async Task Prove_WithTheTreeLost_SaysThatItCannotBeReadNow()
    {
        await world.FundAsync("ana", "0.7", WalletWorld.Btc);
        await snapshot.ExecuteAsync();
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);

        Assert.IsType<ServiceUnavailable>((await read.ProveAsync("ana", "BTC")).Error);
    }

    [Fact]
    public void Parse_OfTheDocumentedExample_HoldsAndOfAnythingElseIsNothing()
    {
        var proof = LiabilityProof.Parse(Encoding.UTF8.GetBytes(Example))!;

        Assert.Null(proof.FindFault());
        Assert.Equal(350, proof.Units);
        Assert.Null(LiabilityProof.Parse("{}"u8));
        Assert.Null(LiabilityProof.Parse("no json"u8));
        Assert.Null(LiabilityProof.Parse(Encoding.UTF8.GetBytes(Example.Replace("\"left\"", "\"up\"", StringComparison.Ordinal))));
    }

    /// <summary>The worked example of docs/ledger.md.</summary>
    private const string Example = """
        {
          "format": "cryptovault-liability-proof-1", "snapshotId": "s1", "takenAt": "2030-01-02T00:10:00Z",
          "asset": "BTC", "scale": 8, "userId": "ana", "units": "350",
          "root": { "hash": "6d014eee4030567194d89fe402a24fe0c63d003c87542464995a203143ab7130", "units": "357" },
          "leaves": [
            { "nonce": "n1", "units": "100", "path": [
              { "side": "right", "hash": "b4755f6ef9c9184f9fb73fd1d33981fe0380fc71afd6a33d9bcb1047b54ae715", "units": "250" },
              { "side": "right", "hash": "e6642312b204dd29eba04b8ec22ce686f141b6b8bc1fe51ad39ad427103523b2", "units": "7" } ] },
            { "nonce": "n2", "units": "250", "path": [
              { "side": "left", "hash": "219c236632d89dff916f6c746736576e64b9cd86c38829016c442201f0cf3476", "units": "100" },
              { "side": "right", "hash": "e6642312b204dd29eba04b8ec22ce686f141b6b8bc1fe51ad39ad427103523b2", "units": "7" } ] }
          ]
        }
        """;
}
