using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.Adapters.Files;
using CryptoVault.Audit;
using CryptoVault.Audit.Chain;
using CryptoVault.Audit.Queries;
using CryptoVault.Audit.Verification;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Audit;

/// <summary>The audit on a real embedded store, with real blobs and keys, and a clock that is moved by hand.</summary>
internal sealed class AuditWorld : IAsyncDisposable
{
    private readonly TemporaryStore store;
    private readonly TemporaryFolder folder = new();
    private readonly RecordingBus bus = new();
    private int delivered;

    private AuditWorld()
    {
        store = new TemporaryStore(Clock, options => options, [.. ContainerCatalog.Product]);
        Ids = new UuidV7Ids(Clock);
        Keys = ServiceKeysFile.Open(folder.File("service-keys.json"), Clock, new SystemRandomness());
        Blobs = new BlobFolder(BlobPath, Ids, Clock);
        Partitions = NewPartitions();
        Seals = new AuditSeals(Blobs, Keys);
        Chains = new AuditChains(Store, Blobs);
        Writer = NewWriter(Partitions);
        Anchor = new AnchorAudit(Partitions, Seals, Clock);
        Seal = new SealAudit(Partitions, Clock);
        Archive = new ArchiveAudit(Partitions, Chains, Blobs, Clock);
        Origins = new AuditOriginBox(KeyRingFile.Open(folder.File("keys.json"), Clock, new SystemRandomness()), new SystemRandomness());
        Log = new AuditLog(Partitions);
        Read = new ReadAudit(Store, Origins);
    }

    public static AuditWorld Create() => new();

    public FakeTimeProvider Clock { get; } = new();

    public IDocumentStore Store => store.Store;

    public IIds Ids { get; }

    public ServiceKeysFile Keys { get; }

    public BlobFolder Blobs { get; }

    public string BlobPath => Path.Combine(folder.Path, "blobs");

    public Partitions Partitions { get; }

    public AuditSeals Seals { get; }

    public AuditChains Chains { get; }

    public ChainAudit Writer { get; }

    public AnchorAudit Anchor { get; }

    public SealAudit Seal { get; }

    public ArchiveAudit Archive { get; }

    public AuditOriginBox Origins { get; }

    public AuditLog Log { get; }

    public ReadAudit Read { get; }

    public string Today => AuditDays.Of(Clock.GetUtcNow());

    public Partitions NewPartitions() =>
        new(Store, bus, Ids, Clock, new PartitionOptions { ExclusiveProcess = false, MaxAttempts = 8 }, NullLogger<Partitions>.Instance);

    public ChainAudit NewWriter(Partitions partitions) => new(partitions, Store, Seals, Clock);

    /// <summary>Records acts, one per decision.</summary>
    public async Task RecordAsync(int count, string stream = AuditStreams.Access)
    {
        for (var i = 0; i < count; i++)
        {
            var written = await Log.WriteAsync(new AuditEntry(stream, AuditActions.SignedIn, $"user:{i}") { Reason = "a reason with \"quotes\" and ünïcode" }.Changed("x", "1", "2"));
            Assert.True(written.IsSuccess);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The messages that were published and not taken yet.</summary>
    public IReadOnlyList<AuditMessage> TakeMessages()
    {
        var all = bus.Published.SelectMany(item => item.Document.Messages).Where(message => message.Queue == Queues.Audit)
            .Select(message => AuditMessage.Read(Encoding.UTF8.GetBytes(message.Body.GetRawText()))).ToArray();
        var fresh = all[delivered..];
        delivered = all.Length;
        return fresh;
    }

    /// <summary>Delivers what was published.</summary>
    public async Task DeliverAsync()
    {
        foreach (var stream in TakeMessages().GroupBy(message => message.Stream))
        {
            var chained = await Writer.ExecuteAsync(stream.Key, [.. stream.Select(message => message.Record).OfType<AuditRecord>()]);
            Assert.True(chained.IsSuccess, chained.Error?.Message);
        }
    }

    /// <summary>Records and chains acts, and anchors what stands then.</summary>
    public async Task ChainAsync(int count, string stream = AuditStreams.Access)
    {
        await RecordAsync(count, stream);
        await DeliverAsync();
        Assert.True((await Anchor.ExecuteAsync()).IsSuccess);
    }

    /// <summary>Goes on to another day, sealing what is over.</summary>
    public async Task NextDayAsync(int days = 1)
    {
        Clock.Advance(TimeSpan.FromDays(days));
        Assert.True((await Seal.ExecuteAsync()).IsSuccess);
        await DeliverAsync();
    }

    public async Task<AuditVerification> VerifyAsync(DateOnly? from = null, DateOnly? to = null)
    {
        // As in another process, which remembers nothing of what it wrote.
        var found = await new VerifyAudit(new AuditChains(Store, Blobs), new AuditSeals(Blobs, Keys), Clock).ExecuteAsync(from, to, null);
        Assert.True(found.IsSuccess, found.Error?.Message);
        return found.Value;
    }

    /// <summary>The stored records of a day's chain.</summary>
    public async Task<StoredDocument[]> RecordsAsync(string? day = null, string stream = AuditStreams.Access)
    {
        var place = AuditRecordDocument.PartitionOf(stream, day ?? Today);
        var page = await Store.QueryAsync(new DocumentQuery(place.Container, AuditRecordDocument.InOrder.Name) { Partition = place.Value, Limit = 1000 });
        return [.. page.Items];
    }

    /// <summary>Changes a document behind the product's back.</summary>
    public Task TamperAsync(StoredDocument document, Action<JsonObject> change)
    {
        var body = JsonNode.Parse(document.Body.Span)!.AsObject();
        change(body);
        return CommitAsync(document.Partition, ContainerNames.Audit, DocumentOperation.Replace(document.Id, JsonSerializer.SerializeToUtf8Bytes(body), document.ETag));
    }

    public Task DeleteAsync(StoredDocument document) =>
        CommitAsync(document.Partition, ContainerNames.Audit, DocumentOperation.Delete(document.Id, document.ETag));

    /// <summary>Sets a head back, as somebody would who cuts records off and knows the design.</summary>
    public async Task SetBackAsync(long count, string hash, bool runningHead)
    {
        var place = AuditRecordDocument.PartitionOf(AuditStreams.Access, Today);
        var day = (await Store.ReadAsync(place.Container, place.Value, AuditDayDocument.DocumentId))!;
        await TamperAsync(day, body => (body["count"], body["hash"]) = (count, hash));
        if (runningHead)
        {
            var heads = AuditHeadDocument.Partition;
            var head = (await Store.ReadAsync(heads.Container, heads.Value, AuditHeadDocument.IdOf(AuditStreams.Access)))!;
            var body = JsonNode.Parse(head.Body.Span)!.AsObject();
            (body["count"], body["hash"]) = (count, hash);
            await CommitAsync(heads.Value, heads.Container, DocumentOperation.Replace(head.Id, JsonSerializer.SerializeToUtf8Bytes(body), head.ETag));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    private async Task CommitAsync(string partition, string container, DocumentOperation operation)
    {
        var committed = await Store.CommitAsync(new DocumentBatch(container, partition, [operation]));
        Assert.True(committed.IsCommitted, committed.Reason);
    }
}
