using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Ledger.Liabilities;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>One asset's part of the proof; amounts in whole units.</summary>
internal sealed record AssetLiabilitiesView(
    string Asset, int Scale, string Root, string Liabilities, int Leaves, string InFlight, string Held, string Receivables, string? Custodian, bool IsCovered)
{
    public static AssetLiabilitiesView Of(AssetLiabilities tree, AssetCatalog assets)
    {
        var asset = assets.Get(tree.Asset);
        string Text(Int128 units) => new Amount(units, asset).ToString();
        return new AssetLiabilitiesView(
            tree.Asset, asset.Scale, tree.Root.Hash, Text(tree.Root.Units), tree.Leaves, Text(tree.InFlight), Text(tree.Held), Text(tree.Receivables),
            tree.Custodian is { } custodian ? Text(custodian) : null, tree.Held + tree.Receivables >= tree.Root.Units);
    }
}

internal sealed record LiabilitiesView(string SnapshotId, DateTimeOffset TakenAt, IReadOnlyList<AssetLiabilitiesView> Assets)
{
    public static LiabilitiesView Of(LiabilitySnapshotDocument document, AssetCatalog assets) => new(
        document.SnapshotId, StoredTime.Parse(document.TakenTime), [.. document.Assets.Select(tree => AssetLiabilitiesView.Of(tree, assets))]);
}

internal sealed record ProofNodeView(string Hash, string Units);

internal sealed record ProofStepView(string Side, string Hash, string Units);

internal sealed record ProofLeafView(string Nonce, string Units, IReadOnlyList<ProofStepView> Path);

/// <summary>The format of docs/ledger.md: units are minor units in strings.</summary>
internal sealed record LiabilityProofView(
    string Format, string SnapshotId, DateTimeOffset TakenAt, string Asset, int Scale, string UserId, string Units, ProofNodeView Root,
    IReadOnlyList<ProofLeafView> Leaves)
{
    public static LiabilityProofView Of(LiabilityProof proof) => new(
        proof.Format, proof.SnapshotId, proof.TakenAt, proof.Asset, proof.Scale, proof.UserId, $"{proof.Units}",
        new ProofNodeView(proof.Root.Hash, $"{proof.Root.Units}"),
        [.. proof.Leaves.Select(leaf => new ProofLeafView(
            leaf.Nonce, $"{leaf.Units}", [.. leaf.Path.Select(step => new ProofStepView(step.Side, step.Hash, $"{step.Units}"))]))]);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LiabilitiesView))]
[JsonSerializable(typeof(LiabilityProofView))]
internal sealed partial class LiabilityHttpJson : JsonSerializerContext;
