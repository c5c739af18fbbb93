using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Benchmarks;

/// <summary>
/// Committed documents and point reads per second of the embedded store, shaped like the product's traffic: each batch
/// replaces an account and creates a posting, an order and an outbox document in one of 10,000 partitions.
/// </summary>
internal sealed class StorageBenchmark
{
    private const string Users = "users";
    private const int Partitions = 10_000;
    private static readonly string Filler = new('x', 220);

    private readonly SqliteStore store;
    private readonly string[] names = [.. Enumerable.Range(0, Partitions).Select(i => $"user-{i:000000}-4b1d-9c3e")];
    private readonly string?[] accounts = new string?[Partitions];
    private readonly Dictionary<string, double> figures = [];
    private long next;

    private readonly string file;

    private StorageBenchmark(SqliteStore store, string file)
    {
        this.store = store;
        this.file = file;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is ["--seconds", var text, ..] ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 5;
        var folder = Directory.CreateTempSubdirectory("cryptovault-bench-");
        try
        {
            var options = new SqliteStoreOptions
            {
                SlowOperation = TimeSpan.FromMilliseconds(250),
                File = Path.Combine(folder.FullName, "store.db"),
                Containers =
                [
                    new(Users)
                    {
                        HasChangeFeed = true,
                        Indexes = [new("outbox", "outboxState", "outboxTime") { CrossPartition = true, WithinPartition = false }, new("postings", "postingTime")],
                    },
                ],
            };
            using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
            await using var store = SqliteStore.Open(options, TimeProvider.System, logging.CreateLogger<SqliteStore>());
            var benchmark = new StorageBenchmark(store, options.File);
            await benchmark.RunAllAsync(TimeSpan.FromSeconds(seconds));
            Console.WriteLine(JsonSerializer.Serialize(benchmark.figures));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAllAsync(TimeSpan duration)
    {
        await WriteAsync("warm-up", 64, single: false, TimeSpan.FromSeconds(2));
        await WriteAsync("warm-up", 64, single: true, TimeSpan.FromSeconds(1));
        figures.Clear();
        Console.WriteLine($"{"what",-22} {"per second",12} {"p50 us",9} {"p95 us",9} {"p99 us",9} {"batches/fsync",14} {"alloc B/op",11} {"cpu us/op",10}");
        foreach (var concurrency in new[] { 1, 64, 256, 512 })
        {
            await WriteAsync($"write1x{concurrency}", concurrency, single: true, duration);
            await WriteAsync($"write4x{concurrency}", concurrency, single: false, duration);
        }

        await ReadAsync("readx1", 1, duration);
        await ReadAsync($"readx{Environment.ProcessorCount}", Environment.ProcessorCount, duration);
        await ReadAsync("readWhileWriting", 1, duration, alsoWrite: true);
        await ScanAsync();
    }

    private async Task WriteAsync(string name, int concurrency, bool single, TimeSpan duration)
    {
        var before = store.Snapshot();
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var latencies = Latencies.Merge(await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker =>
            Task.Run(() => WriteLoopAsync(worker, concurrency, single, watch, duration)))));
        var elapsed = watch.Elapsed.TotalSeconds;
        var after = store.Snapshot();
        var documents = after.DocumentsWritten - before.DocumentsWritten;
        var perCommit = (double)(after.BatchesCommitted - before.BatchesCommitted) / Math.Max(1, after.Commits - before.Commits);
        Report(name, documents / elapsed, latencies, perCommit, (GC.GetTotalAllocatedBytes() - allocated) / (double)Math.Max(1, documents),
            (Environment.CpuUsage.TotalTime - cpu) / Math.Max(1, documents));
    }

    private async Task<Latencies> WriteLoopAsync(int worker, int workers, bool single, Stopwatch watch, TimeSpan duration)
    {
        var random = new Random(worker);
        var latencies = new Latencies();
        while (watch.Elapsed < duration)
        {
            // Each worker has partitions of its own, so that no ETag is stale.
            var partition = (random.Next(Partitions / workers) * workers) + worker;
            var batch = single ? SingleBatch(partition) : OrderBatch(partition);
            var started = Stopwatch.GetTimestamp();
            var result = await store.CommitAsync(batch);
            latencies.Add(started);
            if (!result.IsCommitted)
            {
                throw new InvalidOperationException(result.Reason);
            }

            if (!single)
            {
                accounts[partition] = result.ETags[0];
            }
        }

        return latencies;
    }

    private DocumentBatch SingleBatch(int partition) => new(Users, names[partition], [Posting(Interlocked.Increment(ref next))]);

    private DocumentBatch OrderBatch(int partition)
    {
        var number = Interlocked.Increment(ref next);
        var body = Body("account:btc", "account", $"\"balance\":\"{number}\"");
        return new DocumentBatch(Users, names[partition],
        [
            accounts[partition] is { } etag ? DocumentOperation.Replace("account:btc", body, etag) : DocumentOperation.Create("account:btc", body),
            Posting(number),
            Create($"order:{number:x16}", "order", "\"status\":\"open\""),
            Create($"outbox:{number:x16}", "outbox", $"\"outboxState\":\"pending\",\"outboxTime\":\"2030-01-01T00:00:{number:0000000000}Z\""),
        ]);
    }

    private static DocumentOperation Posting(long number) =>
        Create($"posting:{number:x16}", "posting", $"\"postingTime\":\"2030-01-01T00:00:{number:0000000000}Z\"");

    private static DocumentOperation Create(string id, string type, string more) => DocumentOperation.Create(id, Body(id, type, more));

    private static byte[] Body(string id, string type, string more) => Encoding.UTF8.GetBytes(
        $"{{\"id\":\"{id}\",\"type\":\"{type}\",\"schemaVersion\":1,{more},\"legs\":[{{\"account\":\"available\",\"amount\":\"-1\"}}],\"text\":\"{Filler}\"}}");

    private async Task ReadAsync(string name, int concurrency, TimeSpan duration, bool alsoWrite = false)
    {
        var watch = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var writing = alsoWrite ? Task.Run(() => WriteLoopAsync(0, 16, single: false, watch, duration)) : Task.CompletedTask;
        var latencies = Latencies.Merge(await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker =>
            Task.Run(() => ReadLoopAsync(worker, watch, duration)))));
        await writing;
        Report(
            name, latencies.Count / duration.TotalSeconds, latencies, 0, (GC.GetTotalAllocatedBytes() - allocated) / (double)Math.Max(1, latencies.Count),
            (Environment.CpuUsage.TotalTime - cpu) / Math.Max(1, latencies.Count));
    }

    private async Task<Latencies> ReadLoopAsync(int worker, Stopwatch watch, TimeSpan duration)
    {
        var random = new Random(worker);
        var latencies = new Latencies();
        while (watch.Elapsed < duration)
        {
            var partition = random.Next(Partitions);
            var started = Stopwatch.GetTimestamp();
            var read = await store.ReadAsync(Users, names[partition], "account:btc");
            latencies.Add(started);
            if (read is null && accounts[partition] is not null)
            {
                throw new InvalidOperationException($"{names[partition]} is lost.");
            }
        }

        return latencies;
    }

    private async Task ScanAsync()
    {
        using var snapshot = store.OpenSnapshot();
        var watch = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        long documents = 0;
        await foreach (var _ in snapshot.ReadAsync(Users))
        {
            documents++;
        }

        figures["scanCpuUs"] = Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / documents, 1);
        figures["scanPerSecond"] = Math.Round(documents / watch.Elapsed.TotalSeconds);
        Console.WriteLine($"{"snapshot scan",-22} {figures["scanPerSecond"],12:0} of {documents:N0} documents, {figures["scanCpuUs"]} cpu us each, {new FileInfo(file).Length >> 20} MiB");
    }

    private void Report(string name, double rate, Latencies latencies, double perCommit, double allocated, TimeSpan cpu)
    {
        Console.WriteLine(
            $"{name,-22} {rate,12:0} {latencies.Microseconds(0.5),9:0.0} {latencies.Microseconds(0.95),9:0.0} {latencies.Microseconds(0.99),9:0.0} {perCommit,14:0.0} {allocated,11:0} {cpu.TotalMicroseconds,10:0.0}");
        figures[name + "PerSecond"] = Math.Round(rate);
        figures[name + "CpuUs"] = Math.Round(cpu.TotalMicroseconds, 1);
        figures[name + "P50Us"] = Math.Round(latencies.Microseconds(0.5), 1);
        figures[name + "P99Us"] = Math.Round(latencies.Microseconds(0.99), 1);
    }
}
