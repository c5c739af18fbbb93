using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>What was owed of one asset, and what stood against it, in minor units.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Root">The root of its tree: the hash, and the sum of what is owed to customers.</param>
/// <param name="Leaves">How many leaves the tree has.</param>
/// <param name="Held">Custody and bank accounts of the books.</param>
/// <param name="Receivables">Claims of the house.</param>
/// <param name="InFlight">On its way between accounts at that instant: owed as well, but to nobody's leaf yet.</param>
/// <param name="Custodian">What custody said that it holds, asked at about that time; null when it did not answer.</param>
public sealed record AssetLiabilities(string Asset, LiabilityNode Root, int Leaves, Int128 Held, Int128 Receivables, Int128 InFlight, Int128? Custodian);

/// <summary>A proof of liabilities: what was owed at one instant. The trees lie as blobs.</summary>
/// <param name="Id"><c>snapshot:{time}:{id}</c>; the newest one lies under <c>latest</c>, too.</param>
/// <param name="SnapshotId">Its id.</param>
/// <param name="TakenTime">Of which instant it is.</param>
/// <param name="Assets">The trees, one per asset of which anything is owed.</param>
public sealed record LiabilitySnapshotDocument(string Id, string SnapshotId, string TakenTime, IReadOnlyList<AssetLiabilities> Assets)
    : IDocument<LiabilitySnapshotDocument>
{
    /// <summary>The id of the newest one.</summary>
    public const string Latest = "latest";

    /// <summary>Where they lie.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "liabilities");

    /// <inheritdoc />
    public static JsonTypeInfo<LiabilitySnapshotDocument> Json => LiabilityJson.Default.LiabilitySnapshotDocument;

    /// <inheritdoc />
    public string Type => "liability-snapshot";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UnitsConverter)], WriteIndented = false)]
[JsonSerializable(typeof(LiabilitySnapshotDocument))]
[JsonSerializable(typeof(LiabilityProof))]
internal sealed partial class LiabilityJson : JsonSerializerContext;
