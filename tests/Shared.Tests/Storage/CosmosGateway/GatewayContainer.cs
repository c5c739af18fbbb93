using System.Globalization;
using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <summary>A container: its documents in two physical partitions, so that everything that spans partitions has something to span.</summary>
internal sealed class GatewayContainer
{
    private static long etags;
    private readonly Dictionary<(string Partition, string Id), GatewayDocument> documents = [];
    private readonly long[] lsns = [0, 0];
    private readonly TimeProvider clock;
    private readonly byte[] ridBytes;
    private long sequence;

    public GatewayContainer(JsonElement properties, byte[] ridBytes, TimeProvider clock)
    {
        this.ridBytes = ridBytes;
        this.clock = clock;
        Id = properties.GetProperty("id").GetString()!;
        PartitionProperty = properties.GetProperty("partitionKey").GetProperty("paths")[0].GetString()![1..];
        Replace(properties);
    }

    public string Id { get; }

    public string Rid => RidText(ridBytes);

    public string PartitionProperty { get; }

    public JsonElement Properties { get; private set; }

    public IndexPolicy Indexes { get; private set; } = null!;

    public static IReadOnlyList<(string Id, string Min, string Max)> Ranges { get; } = [("0", "", "1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"), ("1", "1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "FF")];

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Resource ids as ResourceId.cs of the client library reads them: Base64 with '-' for '/'.</summary>
    public static string RidText(byte[] bytes) => Convert.ToBase64String(bytes).Replace('/', '-');

    public void Replace(JsonElement properties)
    {
        Properties = properties;
        Indexes = new IndexPolicy(properties);
    }

    /// <summary>
    /// Which physical partition a key lies in is the service's own affair (the client library sends the key along), so any
    /// hash that stays the same will do.
    /// </summary>
    public static int RangeOf(string partition) => (int)(partition.Aggregate(2166136261u, (hash, character) => (hash ^ character) * 16777619u) >> 13) & 1;

    public string SessionToken(int range) => string.Create(CultureInfo.InvariantCulture, $"{range}:-1#{lsns[range]}");

    public long Lsn(int range) => lsns[range];

    /// <summary>A document that is there and not over its time to live.</summary>
    public GatewayDocument? Find(string partition, string id) =>
        documents.TryGetValue((partition, id), out var document) && !document.IsExpired(Now) ? document : null;

    public IEnumerable<GatewayDocument> All(int? range, string? partition) => documents.Values.Where(document =>
        !document.IsExpired(Now) && (partition is null || document.Partition == partition) && (range is null || RangeOf(document.Partition) == range));

    /// <summary>Begins the writing of one request: all its documents bear one log sequence number.</summary>
    public long NextLsn(string partition) => ++lsns[RangeOf(partition)];

    public GatewayDocument Put(string partition, string id, JsonElement body, long lsn)
    {
        var before = Find(partition, id);
        var etag = $"\"{Interlocked.Increment(ref etags):x8}-0000-0d00-0000-{lsn:x12}\"";
        sequence++;
        var rid = before?.Rid ?? RidText([.. ridBytes, .. BitConverter.GetBytes(sequence)]);
        var document = new GatewayDocument
        {
            Id = id,
            Partition = partition,
            Rid = rid,
            ETag = etag,
            Lsn = lsn,
            Sequence = sequence,
            Seconds = Now,
            TimeToLive = body.TryGetProperty("ttl", out var life) ? life.GetInt32() : null,
            Json = GatewayDocument.Store(body, rid, $"docs/{rid}/", etag, Now),
        };
        documents[(partition, id)] = document;
        return document;
    }

    public void Remove(string partition, string id) => documents.Remove((partition, id));
}
