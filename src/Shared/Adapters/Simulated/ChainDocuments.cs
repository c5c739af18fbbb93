using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Adapters.Simulated;

/// <summary>The container of the simulated chains: one partition per network.</summary>
public static class ChainContainer
{
    /// <summary>The container's name.</summary>
    public const string Name = Hosting.ContainerNames.Chain;

    /// <summary>Transfers to our addresses, in the order in which they were listed last.</summary>
    internal const string FeedIndex = "chain-feed";

    /// <summary>Withdrawals in the order of their submission.</summary>
    internal const string SentIndex = "chain-sent";

    /// <summary>Transactions by block.</summary>
    internal const string BlockIndex = "chain-blocks";

    /// <summary>The container's declaration.</summary>
    public static ContainerDefinition Definition { get; } = new(Name)
    {
        Indexes = [new IndexDefinition(FeedIndex, "feedSequence"), new IndexDefinition(SentIndex, "sentSequence"), new IndexDefinition(BlockIndex, "block")],
    };
}

/// <summary>
/// The newest block of a chain that was written down. Later blocks follow from the clock alone: one every interval.
/// So a chain without traffic writes nothing, and no restart stops it.
/// </summary>
/// <param name="Height">The block's height.</param>
/// <param name="MinedTime">When it was mined.</param>
/// <param name="LastFed">The number of the last entry of the feed of incoming transfers.</param>
/// <param name="LastSent">The number of the last withdrawal that was taken.</param>
internal sealed record ChainHeadDocument(long Height, string MinedTime, long LastFed, long LastSent) : IDocument<ChainHeadDocument>
{
    public const string HeadId = "head";

    /// <summary>The height of a new chain: high enough that blocks before it can be spoken of.</summary>
    private const long FirstHeight = 100;

    public static JsonTypeInfo<ChainHeadDocument> Json => ChainJson.Default.ChainHeadDocument;

    public string Id => HeadId;

    public string Type => "chain-head";

    public int SchemaVersion => 1;

    /// <summary>What custody holds, by asset. Null on a chain from before it was counted: it is then added up from the transactions.</summary>
    public IReadOnlyDictionary<string, Int128>? Holdings { get; init; }

    public static ChainHeadDocument New(DateTimeOffset now) =>
        new(FirstHeight, StoredTime.Format(now), 0, 0) { Holdings = new Dictionary<string, Int128>(StringComparer.Ordinal) };

    /// <summary>The chain with a change of what custody holds.</summary>
    public ChainHeadDocument Hold(string asset, Int128 units)
    {
        if (Holdings is null || units == 0)
        {
            return this;
        }

        var holdings = new Dictionary<string, Int128>(Holdings, StringComparer.Ordinal);
        holdings[asset] = holdings.GetValueOrDefault(asset) + units;
        return this with { Holdings = holdings };
    }

    /// <summary>The chain at a time: with the blocks that the clock brought since.</summary>
    public ChainHeadDocument At(DateTimeOffset now, TimeSpan interval)
    {
        var mined = StoredTime.Parse(MinedTime);
        var blocks = Math.Max(0, (now - mined).Ticks / interval.Ticks);
        return blocks == 0 ? this : this with { Height = Height + blocks, MinedTime = StoredTime.Format(mined.AddTicks(blocks * interval.Ticks)) };
    }

    /// <summary>The chain after blocks were mined at once.</summary>
    public ChainHeadDocument Mine(int blocks, DateTimeOffset now) => this with { Height = Height + blocks, MinedTime = StoredTime.Format(now) };
}

/// <summary>An address that custody gave out.</summary>
/// <param name="Id"><c>address:{address}</c>.</param>
internal sealed record ChainAddressDocument(string Id) : IDocument<ChainAddressDocument>
{
    public static JsonTypeInfo<ChainAddressDocument> Json => ChainJson.Default.ChainAddressDocument;

    public string Type => "chain-address";

    public int SchemaVersion => 1;

    public static string IdOf(string address) => $"address:{address}";
}

/// <summary>What becomes of the next transaction that pays an address.</summary>
/// <param name="Id"><c>plan:{address}</c>.</param>
/// <param name="Fate">What becomes of it.</param>
internal sealed record ChainPlanDocument(string Id, ChainFate Fate) : IDocument<ChainPlanDocument>
{
    public static JsonTypeInfo<ChainPlanDocument> Json => ChainJson.Default.ChainPlanDocument;

    public string Type => "chain-plan";

    public int SchemaVersion => 1;

    public static string IdOf(string address) => $"plan:{address}";
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(ChainHeadDocument))]
[JsonSerializable(typeof(ChainTransactionDocument))]
[JsonSerializable(typeof(ChainAddressDocument))]
[JsonSerializable(typeof(ChainPlanDocument))]
internal sealed partial class ChainJson : JsonSerializerContext;
