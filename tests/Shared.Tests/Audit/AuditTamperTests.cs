using System.Text.Json.Nodes;
using CryptoVault.Audit;
using CryptoVault.Audit.Chain;
using CryptoVault.Audit.Verification;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Audit;

/// <summary>Whatever is done to the records behind the product's back is found, and the first record that is not as it was is named.</summary>
public sealed class AuditTamperTests : IAsyncLifetime
{
    private AuditWorld world = null!;

    public async Task InitializeAsync()
    {
        world = AuditWorld.Create();
        await world.ChainAsync(10);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("subject", "\"user:x\"")]
    [InlineData("time", "\"2030-01-02T03:04:05.0000000Z\"")]
    [InlineData("reason", "\"another\"")]
    [InlineData("actor", "{\"kind\":\"User\",\"userId\":\"u\"}")]
    [InlineData("before", "{\"x\":\"7\"}")]
    [InlineData("added", "1")]
    public async Task Verify_AfterARecordWasChanged_NamesIt(string member, string value)
    {
        var record = (await world.RecordsAsync())[4];

        await world.TamperAsync(record, body => body["record"]![member] = JsonNode.Parse(value));

        await AssertBrokenAsync(world.Today, 5, IdOf(record), "changed");
    }

    [Fact]
    public async Task Verify_AfterARecordWasChangedAndHashedAnew_NamesTheNextOne()
    {
        var record = (await world.RecordsAsync())[4];

        await world.TamperAsync(record, Rehashed(body => body["record"]!["subject"] = "user:x"));

        await AssertBrokenAsync(world.Today, 6, IdOf((await world.RecordsAsync())[5]), "not bound");
    }

    [Fact]
    public async Task Verify_AfterTheNewestRecordWasChangedAndHashedAnew_NamesIt()
    {
        var record = (await world.RecordsAsync())[9];

        await world.TamperAsync(record, Rehashed(body => body["record"]!["subject"] = "user:x"));

        await AssertBrokenAsync(world.Today, 10, IdOf(record), "Another record stood here");
    }

    [Fact]
    public async Task Verify_AfterAWholeChainWasMadeAnew_NamesTheFirstAnchoredOne()
    {
        var previous = AuditLink.Genesis;
        foreach (var record in await world.RecordsAsync())
        {
            await world.TamperAsync(record, body =>
            {
                body["previous"] = previous;
                Rehashed(changed => changed["record"]!["reason"] = "another")(body);
                previous = (string)body["hash"]!;
            });
        }

        await world.SetBackAsync(10, previous, runningHead: true);

        await AssertBrokenAsync(world.Today, 10, IdOf((await world.RecordsAsync())[9]), "Another record stood here");
    }

    [Fact]
    public async Task Verify_AfterARecordWasRemoved_NamesItsPlace()
    {
        await world.DeleteAsync((await world.RecordsAsync())[4]);

        await AssertBrokenAsync(world.Today, 5, null, "is empty");
    }

    [Fact]
    public async Task Verify_AfterTheFirstRecordWasRemoved_NamesItsPlace()
    {
        await world.DeleteAsync((await world.RecordsAsync())[0]);

        await AssertBrokenAsync(world.Today, 1, null, "is empty");
    }

    [Fact]
    public async Task Verify_AfterTwoRecordsChangedPlaces_NamesTheFirstOfThem()
    {
        var records = await world.RecordsAsync();

        await world.TamperAsync(records[2], body => body["auditSequence"] = 6);
        await world.TamperAsync(records[5], body => body["auditSequence"] = 3);

        await AssertBrokenAsync(world.Today, 3, IdOf(records[5]), "not bound");
    }

    [Fact]
    public async Task Verify_AfterARecordWasInsertedTwice_NamesThePlace()
    {
        var record = (await world.RecordsAsync())[2];
        var body = JsonNode.Parse(record.Body.Span)!.AsObject();
        var id = world.Ids.New();
        (body["id"], body["record"]!["id"]) = ($"record:{id}", id);
        await world.Store.CommitAsync(new DocumentBatch(
            CryptoVault.Hosting.ContainerNames.Audit, record.Partition, [DocumentOperation.Create($"record:{id}", System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()))]));

        var found = await world.VerifyAsync();

        Assert.False(found.IsIntact);
        Assert.InRange(found.Broken!.Sequence, 3, 4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verify_AfterTheNewestRecordsWereCutOffAndTheHeadsSetBack_NamesTheFirstMissingOne(bool runningHead)
    {
        var records = await world.RecordsAsync();
        await world.DeleteAsync(records[9]);
        await world.DeleteAsync(records[8]);

        await world.SetBackAsync(8, DocumentCodec.Decode<AuditRecordDocument>(records[7]).Hash, runningHead);

        await AssertBrokenAsync(world.Today, 9, null, "newest records are missing");
    }

    [Fact]
    public async Task Verify_AfterTheNewestRecordAloneWasRemoved_NamesIt()
    {
        await world.DeleteAsync((await world.RecordsAsync())[9]);

        await AssertBrokenAsync(world.Today, 10, null, "newest records are missing");
    }

    [Fact]
    public async Task Verify_AfterTheNewestOfASealedDayWasRemoved_NamesIt()
    {
        var day = world.Today;
        await world.NextDayAsync();

        await world.DeleteAsync((await world.RecordsAsync(day))[9]);

        await AssertBrokenAsync(day, 10, null, "newest records are missing");
    }

    [Fact]
    public async Task Verify_AfterAWholeDayWasRemoved_TellsItByTheNextDay()
    {
        await world.NextDayAsync();
        await world.RecordAsync(2);
        await world.DeliverAsync(); // no anchor of this day
        var day = world.Today;
        await world.NextDayAsync();
        foreach (var record in await world.RecordsAsync(day))
        {
            await world.DeleteAsync(record);
        }

        var place = AuditRecordDocument.PartitionOf(AuditStreams.Access, day);
        await world.DeleteAsync((await world.Store.ReadAsync(place.Container, place.Value, AuditDayDocument.DocumentId))!);

        await AssertBrokenAsync(world.Today, 1, IdOf((await world.RecordsAsync())[0]), "not bound");
        var asked = await world.VerifyAsync(DateOnly.Parse(day), DateOnly.Parse(day));
        Assert.False(asked.IsIntact);
    }

    [Fact]
    public async Task Verify_AfterAMemberBesideTheRecordWasChanged_NamesIt()
    {
        var record = (await world.RecordsAsync())[3];

        await world.TamperAsync(record, body => body["auditSubject"] = "user:nobody");

        await AssertBrokenAsync(world.Today, 4, IdOf(record), "stands around");
    }

    [Fact]
    public async Task Verify_AfterTheSealWasRemoved_TellsIt()
    {
        var day = world.Today;
        await world.NextDayAsync();

        await world.Blobs.DeleteAsync(new CryptoVault.Blobs.BlobKey("audit", $"seals/access/{day}.json"));

        await AssertBrokenAsync(day, 10, null, "seal is missing");
    }

    [Fact]
    public async Task Verify_AfterTheNewestAnchorWasRemoved_TellsIt()
    {
        var newest = (await world.Chains.FindAnchorAsync(default))!;

        await world.Blobs.DeleteAsync(new CryptoVault.Blobs.BlobKey("audit", newest.Name));

        var found = await world.VerifyAsync();
        Assert.Contains("is missing", found.Broken?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AfterAnAnchorInTheMiddleWasRemoved_TellsIt()
    {
        var first = (await world.Chains.FindAnchorAsync(default))!;
        await world.ChainAsync(1);
        var second = (await world.Chains.FindAnchorAsync(default))!;
        await world.ChainAsync(1);
        Assert.NotEqual(first.Name, second.Name);

        await world.Blobs.DeleteAsync(new CryptoVault.Blobs.BlobKey("audit", second.Name));

        Assert.Contains("not bound to the one before", (await world.VerifyAsync()).Broken?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AfterTheRunningHeadWasRemoved_TellsIt()
    {
        var heads = AuditHeadDocument.Partition;
        var head = (await world.Store.ReadAsync(heads.Container, heads.Value, AuditHeadDocument.IdOf(AuditStreams.Access)))!;

        await world.Store.CommitAsync(new DocumentBatch(heads.Container, heads.Value, [DocumentOperation.Delete(head.Id, head.ETag)]));

        Assert.Contains("running head is missing", (await world.VerifyAsync()).Broken?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AfterTheArchiveWasChanged_TellsIt()
    {
        var day = world.Today;
        await world.NextDayAsync(100);
        Assert.Equal(1, (await world.Archive.ExecuteAsync()).Value);
        var file = Directory.EnumerateFiles(world.BlobPath, $"{day}.ndjson.gz", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 3] ^= 1;

        await File.WriteAllBytesAsync(file, bytes);

        var found = await world.VerifyAsync();
        Assert.Equal((day, false), (found.Broken?.Day, found.IsIntact));
    }

    [Fact]
    public async Task Verify_ARangeBeforeTheBreak_IsIntact()
    {
        var day = DateOnly.Parse(world.Today);
        await world.NextDayAsync();
        await world.ChainAsync(3);
        await world.TamperAsync((await world.RecordsAsync())[2], body => body["record"]!["subject"] = "user:x");

        Assert.True((await world.VerifyAsync(day, day)).IsIntact);
        Assert.False((await world.VerifyAsync()).IsIntact);
    }

    private static Action<JsonObject> Rehashed(Action<JsonObject> change) => body =>
    {
        change(body);
        var record = System.Text.Json.JsonDocument.Parse(body["record"]!.ToJsonString()).RootElement;
        body["hash"] = AuditLink.HashOf((string)body["stream"]!, (string)body["day"]!, (long)body["auditSequence"]!, (string)body["previous"]!, record);
        body["auditSubject"] = (string)body["record"]!["subject"]!;
    };

    private static string IdOf(StoredDocument document) => document.Id["record:".Length..];

    private async Task AssertBrokenAsync(string day, long sequence, string? recordId, string problem)
    {
        var found = await world.VerifyAsync();
        Assert.False(found.IsIntact);
        Assert.Contains(problem, found.Broken!.Problem, StringComparison.Ordinal);
        Assert.Equal((AuditStreams.Access, day, sequence, recordId), (found.Broken.Stream, found.Broken.Day, found.Broken.Sequence, found.Broken.RecordId));
    }
}
