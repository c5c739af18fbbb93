using System.Net;
using System.Text;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Audit;
using CryptoVault.Audit.Chain;
using CryptoVault.Audit.Queries;
using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Audit;

public sealed class AuditChainTests : IAsyncLifetime
{
    private AuditWorld world = null!;

    public Task InitializeAsync()
    {
        world = AuditWorld.Create();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Chain_RecordsOfManyDecisions_StandInOrderEachBoundToTheOneBefore()
    {
        await world.ChainAsync(150);

        var records = (await world.RecordsAsync()).Select(DocumentCodec.Decode<AuditRecordDocument>).ToArray();
        Assert.Equal(Enumerable.Range(1, 150).Select(i => (long)i), records.Select(record => record.AuditSequence));
        Assert.Equal([AuditLink.Genesis, .. records.SkipLast(1).Select(record => record.Hash)], records.Select(record => record.Previous));
        Assert.Equal(Enumerable.Range(0, 150).Select(i => $"user:{i}"), records.Select(record => record.AuditSubject));
        var found = await world.VerifyAsync();
        Assert.True(found.IsIntact, found.Broken?.Problem);
        Assert.Equal(150, found.Records);
        Assert.Equal(1, found.Anchors);
    }

    [Fact]
    public async Task Chain_ARecordThatComesAgain_IsChainedOnce()
    {
        await world.RecordAsync(5);
        AuditRecord[] records = [.. world.TakeMessages().Select(message => message.Record!)];

        await world.Writer.ExecuteAsync(AuditStreams.Access, records);
        await world.Writer.ExecuteAsync(AuditStreams.Access, [records[3], records[0]]);
        await world.NextDayAsync();
        await world.Writer.ExecuteAsync(AuditStreams.Access, records);

        var found = await world.VerifyAsync();
        Assert.True(found.IsIntact, found.Broken?.Problem);
        Assert.Equal(5 + 1, found.Records); // and the seal
    }

    [Fact]
    public async Task Chain_TwoWritersAtOnce_MakeOneChain()
    {
        await world.RecordAsync(40);
        AuditRecord[] records = [.. world.TakeMessages().Select(message => message.Record!)];
        var other = world.NewWriter(world.NewPartitions());

        var runs = records.Chunk(10).SelectMany(some => new[] { world.Writer.ExecuteAsync(AuditStreams.Access, some), other.ExecuteAsync(AuditStreams.Access, some) });
        await Task.WhenAll(runs);
        foreach (var some in records.Chunk(10))
        {
            Assert.True((await world.Writer.ExecuteAsync(AuditStreams.Access, some)).IsSuccess); // what met too many conflicts comes again
        }

        var found = await world.VerifyAsync();
        Assert.True(found.IsIntact, found.Broken?.Problem);
        Assert.Equal(40, found.Records);
    }

    [Fact]
    public async Task Chain_OverDaysWithGaps_BeginsEachDayWithTheSealOfTheOneBefore()
    {
        await world.ChainAsync(3);
        await world.NextDayAsync(3);
        await world.ChainAsync(2);
        await world.NextDayAsync();

        var first = DocumentCodec.Decode<AuditRecordDocument>((await world.RecordsAsync())[0]).Read();
        Assert.Equal(AuditActions.DaySealed, first.Action);
        Assert.Equal("3", first.After!["count"]);
        var found = await world.VerifyAsync();
        Assert.True(found.IsIntact, found.Broken?.Problem);
        Assert.Equal(3 + 1 + 2 + 1, found.Records);
        Assert.Equal(3, found.Streams.Single(stream => stream.Stream == AuditStreams.Access).Days);
    }

    [Fact]
    public async Task Chain_ARecordDecidedBeforeMidnight_GoesIntoTheDayThatIsOpen()
    {
        await world.ChainAsync(1);
        await world.RecordAsync(1);
        await world.NextDayAsync();
        await world.DeliverAsync();

        var found = await world.VerifyAsync();
        Assert.True(found.IsIntact, found.Broken?.Problem);
        Assert.Equal(2, (await world.RecordsAsync()).Length); // the seal and the late one
    }

    [Fact]
    public async Task Audit_InARequest_NamesWhoAndWhereFromWithoutTheAddressInClear()
    {
        var caller = new Caller("u1", "s1", RoleSet.Of(Role.Admin), 0);
        await Task.Run(async () =>
        {
            new AuditOrigin(world.Origins, IPAddress.Parse("203.0.113.77")) { Caller = caller }.Engage();
            await world.Log.WriteAsync(new AuditEntry(AuditStreams.Administration, AuditActions.MarketCreated, "market:BTC-USDT"));
        });
        await world.DeliverAsync();

        var stored = (await world.RecordsAsync(stream: AuditStreams.Administration)).Single();
        Assert.DoesNotContain("203.0.113.77", Encoding.UTF8.GetString(stored.Body.Span), StringComparison.Ordinal);
        var found = Assert.Single((await world.Read.ExecuteAsync(new AuditFilter { Actor = "u1" }, 10, null)).Items);
        Assert.Equal("203.0.113.77", found.Address);
        Assert.Equal((AuditActorKind.User, "u1", "s1"), (found.Record.Actor.Kind, found.Record.Actor.UserId, found.Record.Actor.SessionId));
        Assert.Equal(["admin"], found.Record.Actor.Roles!);
    }

    [Fact]
    public async Task Read_WithFilters_FindsThemNewestFirstOverPages()
    {
        await world.ChainAsync(7);
        await world.ChainAsync(3, AuditStreams.Treasury);

        var pages = new List<string>();
        string? position = null;
        do
        {
            var page = await world.Read.ExecuteAsync(new AuditFilter { Stream = AuditStreams.Access, Action = AuditActions.SignedIn }, 3, position);
            pages.AddRange(page.Items.Select(one => one.Record.Subject));
            position = page.Continuation;
        }
        while (position is not null);

        Assert.Equal(["user:6", "user:5", "user:4", "user:3", "user:2", "user:1", "user:0"], pages);
        Assert.Equal(2, (await world.Read.ExecuteAsync(new AuditFilter { Subject = "user:1" }, 10, null)).Items.Count);
        Assert.Empty((await world.Read.ExecuteAsync(new AuditFilter { Stream = AuditStreams.Access, Action = "nothing" }, 10, null)).Items);
    }

    [Fact]
    public async Task Archive_AfterNinetyDays_CompressesAndStaysVerifiable()
    {
        await world.ChainAsync(70);
        var day = world.Today;
        await world.NextDayAsync(100);
        await world.ChainAsync(2);

        var archived = await world.Archive.ExecuteAsync();
        var again = await world.Archive.ExecuteAsync();

        Assert.Equal((1, 0), (archived.Value, again.Value));
        Assert.Empty(await world.RecordsAsync(day));
        var found = await world.VerifyAsync();
        Assert.True(found.IsIntact, found.Broken?.Problem);
        Assert.Equal(70 + 1 + 2, found.Records);
        Assert.NotNull(await world.Blobs.FindAsync(new CryptoVault.Blobs.BlobKey("audit", $"archive/access/{day}.ndjson.gz")));
    }

    [Fact]
    public async Task Archive_ABrokenChain_DeletesNothing()
    {
        await world.ChainAsync(4);
        var day = world.Today;
        await world.NextDayAsync(100);
        await world.TamperAsync((await world.RecordsAsync(day))[1], body => body["record"]!["subject"] = "user:999");

        var archived = await world.Archive.ExecuteAsync();

        Assert.IsType<AuditChainBroken>(archived.Error);
        Assert.Equal(4, (await world.RecordsAsync(day)).Length);
    }

    [Theory]
    [InlineData("""{ "b": 1, "a": [true, null, "x"], "B": {} }""", """{"B":{},"a":[true,null,"x"],"b":1}""")]
    [InlineData("\"\\u0041\\u00fc\\u0001\\n\\/\\\"\"", "\"Aü\\u0001\\n/\\\"\"")]
    [InlineData("""{"€":1,"\r":2,"1":3}""", "{\"\\r\":2,\"1\":3,\"€\":1}")]
    public void CanonicalJson_OfWhatIsWrittenOtherwise_IsTheOneForm(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalJson.Of(JsonDocument.Parse(json).RootElement)));
}
