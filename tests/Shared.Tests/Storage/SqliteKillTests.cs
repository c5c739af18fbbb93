using System.Diagnostics;
using System.Globalization;
using CryptoVault.Testing;

namespace CryptoVault.Storage;

public sealed class SqliteKillTests
{
    [Fact]
    public async Task Kill_WhileManyBatchesAreWritten_LosesNothingAcknowledgedAndSplitsNoBatch()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("store.db");
        for (var round = 1; round <= 3; round++)
        {
            var acknowledged = await WriteAndKillAsync(file, batches: 300 * round);

            await using var store = StoreWriter.Open(file);
            foreach (var (partition, number) in acknowledged)
            {
                var documents = await PartitionAsync(store, partition);
                var account = Assert.Single(documents, document => document.Id == "account");
                var count = StoreWriter.Number(account);
                Assert.True(count >= number, $"Batch {number} of {partition} was acknowledged but is lost; the last is {count}.");
                Assert.Equal(Expected('a', count), documents.Where(document => document.Id[0] == 'a' && document.Id != "account").Select(document => document.Id));
                Assert.Equal(Expected('b', count), documents.Where(document => document.Id[0] == 'b').Select(document => document.Id));
            }

            Assert.True(acknowledged.Count >= StoreWriter.Writers / 2);
        }
    }

    private static IEnumerable<string> Expected(char letter, long count) =>
        Enumerable.Range(1, (int)count).Select(number => $"{letter}{number:00000000}");

    private static async Task<List<StoredDocument>> PartitionAsync(Adapters.Sqlite.SqliteStore store, string partition)
    {
        var documents = new List<StoredDocument>();
        var query = new DocumentQuery(StoreWriter.Container, IndexDefinition.ById) { Partition = partition, Limit = 1000 };
        do
        {
            var page = await store.QueryAsync(query);
            documents.AddRange(page.Items);
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
        return documents;
    }

    /// <summary>The newest acknowledged number per partition.</summary>
    private static async Task<Dictionary<string, long>> WriteAndKillAsync(string file, int batches)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(StoreWriter).Assembly.Location, StoreWriter.Command, file])
        {
            RedirectStandardOutput = true,
        })!;
        var acknowledged = new Dictionary<string, long>();
        try
        {
            for (var i = 0; i < batches; i++)
            {
                Remember(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The writer ended."));
            }
        }
        finally
        {
            process.Kill();
        }

        // What the process printed before it died counts as well, but its last line may be torn.
        var rest = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        foreach (var line in rest.SkipLast(1))
        {
            Remember(line);
        }

        await process.WaitForExitAsync();
        return acknowledged;

        void Remember(string line)
        {
            var words = line.Split(' ');
            acknowledged[words[0]] = long.Parse(words[1], CultureInfo.InvariantCulture);
        }
    }
}
