using System.Globalization;
using System.Text;
using CryptoVault.Adapters.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Storage;

/// <summary>A process that writes until it is killed, and prints each batch that was acknowledged to it.</summary>
internal static class StoreWriter
{
    public const string Command = "store-writer";
    public const string Container = "users";
    public const int Writers = 24;

    public static SqliteStoreOptions Options(string file) => new()
    {
        File = file,
        Containers = [new(Container) { HasChangeFeed = true, Indexes = [new("byNumber", "number")] }],
        CheckpointPages = 200, // so that kills also meet checkpoints
    };

    public static SqliteStore Open(string file) => SqliteStore.Open(Options(file), TimeProvider.System, NullLogger<SqliteStore>.Instance);

    public static async Task<int> RunAsync(string file)
    {
        var store = Open(file);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, $"user{writer}"))));
        return 1;
    }

    /// <summary>Each batch adds two documents and counts them in a third.</summary>
    private static async Task WriteAsync(SqliteStore store, string partition)
    {
        var account = await store.ReadAsync(Container, partition, "account");
        var etag = account?.ETag;
        var number = account is null ? 0 : Number(account);
        while (true)
        {
            number++;
            var counted = Body("account", number);
            var result = await store.CommitAsync(new DocumentBatch(Container, partition,
            [
                DocumentOperation.Create($"a{number:00000000}", Body($"a{number:00000000}", number)),
                etag is null ? DocumentOperation.Create("account", counted) : DocumentOperation.Replace("account", counted, etag),
                DocumentOperation.Create($"b{number:00000000}", Body($"b{number:00000000}", number)),
            ]));
            etag = result.IsCommitted ? result.ETags[1] : throw new InvalidOperationException(result.Reason);
            var line = Encoding.ASCII.GetBytes($"{partition} {number.ToString(CultureInfo.InvariantCulture)}\n");
            lock (store)
            {
                using var output = Console.OpenStandardOutput();
                output.Write(line);
            }
        }
    }

    public static long Number(StoredDocument document)
    {
        using var json = System.Text.Json.JsonDocument.Parse(document.Body);
        return json.RootElement.GetProperty("number").GetInt64();
    }

    private static byte[] Body(string id, long number) =>
        Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\",\"type\":\"test\",\"schemaVersion\":1,\"number\":{number.ToString(CultureInfo.InvariantCulture)},\"text\":\"{new string('x', 300)}\"}}");
}
