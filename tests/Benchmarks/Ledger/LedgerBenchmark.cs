using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Benchmarks.Ledger;

/// <summary><c>ledger</c>: durable transfers between users against PostgreSQL in the same run; the last line is JSON.</summary>
internal static class LedgerBenchmark
{
    private const int Users = 10_000;
    private const int Callers = 512;
    private const int Rounds = 3;

    private static long next;

    public static async Task<int> RunAsync(string[] options)
    {
        var postings = options is ["--postings", var text, ..] ? long.Parse(text, CultureInfo.InvariantCulture) : 1_000_000;
        var folder = Directory.CreateTempSubdirectory("cryptovault-ledger-");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8)); // PostgreSQL runs as another user
        }

        try
        {
            var figures = new Dictionary<string, object>();
            await CompareAsync(folder.FullName, figures);
            await GrowAsync(folder.FullName, postings, figures);
            Verify(folder.FullName, figures);
            Console.WriteLine(JsonSerializer.Serialize(figures));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Checks a store in a process of its own, so that its memory is its own.</summary>
    public static async Task<int> VerifyAsync(string folder)
    {
        await using var store = SqliteStore.Open(
            new SqliteStoreOptions { File = LedgerHost.FileOf(folder), Containers = ContainerCatalog.Product }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var since = Stopwatch.GetTimestamp();
        var report = await new VerifyLedger(TimeProvider.System, [], store).ExecuteAsync();
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        if (!report.IsSuccess || !report.Value.IsSound)
        {
            await Console.Error.WriteLineAsync(report.IsSuccess ? string.Join('\n', report.Value.Violations) : report.Error.Message);
            return 1;
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Value.Postings} {seconds:F2} {self.PeakWorkingSet64 / 1048576}"));
        return 0;
    }

    private static async Task CompareAsync(string folder, Dictionary<string, object> figures)
    {
        using var postgres = Postgres.Start(Path.Combine(folder, "postgres"));
        Console.WriteLine(postgres is null ? "PostgreSQL is not installed (apt-get install postgresql): no comparison." : $"PostgreSQL: {postgres.Settings()}");
        await using var host = await LedgerHost.StartAsync(folder);
        await Task.WhenAll(Enumerable.Range(0, Users).Select(user => host.FundAsync(user, 1_000_000_000)));
        await RateAsync(host, Callers, TimeSpan.FromSeconds(3));
        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await RateAsync(host, Callers, TimeSpan.FromSeconds(6)));
            var (cost, allocated) = (Cost, Allocated);
            if (postgres is not null)
            {
                theirs.Add(postgres.Measure(6));
                ratios.Add(ours[^1] / theirs[^1]);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {ours[^1]:F0} transfers/s with {Callers} callers ({cost:F0} us of processor time and {allocated} bytes each); PostgreSQL {theirs.LastOrDefault():F0}"));
        }

        postgres?.Check();
        figures["transfersPerSecond"] = Math.Round(Median(ours));
        figures["transfersPerSecondWith8Callers"] = Math.Round(await RateAsync(host, 8, TimeSpan.FromSeconds(4)));
        if (postgres is not null)
        {
            figures["postgresTransfersPerSecond"] = Math.Round(Median(theirs));
            figures["ratio"] = Math.Round(Median(ratios), 2);
        }

        await LatenciesAsync(host, figures);
    }

    private static async Task LatenciesAsync(LedgerHost host, Dictionary<string, object> figures)
    {
        var reads = new List<double>();
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var since = Stopwatch.GetTimestamp();
            _ = await host.Store.ReadAsync(LedgerPartitions.Users, LedgerHost.UserOf(random.Next(Users)), AccountsDocument.IdOf("USDT"));
            reads.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        var commits = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var since = Stopwatch.GetTimestamp();
            var id = $"lone-{i}";
            var outcome = await host.Store.CommitAsync(new DocumentBatch(
                LedgerPartitions.Users, "lone", [DocumentOperation.Create(id, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["id"] = id }))]));
            commits.Add(outcome.IsCommitted ? Stopwatch.GetElapsedTime(since).TotalMilliseconds : throw new InvalidOperationException(outcome.Reason));
        }

        figures["pointReadP99Ms"] = Math.Round(reads.Order().ElementAt(reads.Count * 99 / 100), 3);
        figures["loneCommitP50Ms"] = Math.Round(Median(commits), 2);
        figures["loneCommitP99Ms"] = Math.Round(commits.Order().ElementAt(commits.Count * 99 / 100), 2);
    }

    /// <summary>What a transfer costs in a small and in a large store, measured in turns.</summary>
    private static async Task GrowAsync(string folder, long postings, Dictionary<string, object> figures)
    {
        var small = Path.Combine(folder, "small");
        Directory.CreateDirectory(small);
        await using var large = await LedgerHost.StartAsync(folder);
        await using var little = await LedgerHost.StartAsync(small);
        await Task.WhenAll(Enumerable.Range(0, Users).Select(user => little.FundAsync(user, 1_000_000_000)));
        await RunAsync(little, Callers, 15_000);
        var since = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref next) * 2 < postings)
        {
            await RunAsync(large, Callers, 50_000);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Volatile.Read(ref next) * 2} postings after {Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s"));
        }

        var ratios = new List<double>();
        for (var round = 0; round < 5; round++)
        {
            var inSmall = await RateAsync(little, Callers, TimeSpan.FromSeconds(2));
            var inLarge = await RateAsync(large, Callers, TimeSpan.FromSeconds(2));
            ratios.Add(inSmall / inLarge);
        }

        figures["postings"] = postings;
        figures["costAtThatSizeRatio"] = Math.Round(Median(ratios), 2);
    }

    private static void Verify(string folder, Dictionary<string, object> figures)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(LedgerBenchmark).Assembly.Location, "ledger-verify", folder })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var parts = output.Trim().Split(' ');
        if (process.ExitCode != 0 || parts.Length != 3)
        {
            throw new InvalidOperationException($"The ledger is not sound: {output}");
        }

        figures["verifiedPostings"] = long.Parse(parts[0], CultureInfo.InvariantCulture);
        figures["verifySeconds"] = double.Parse(parts[1], CultureInfo.InvariantCulture);
        figures["verifyPeakMegabytes"] = int.Parse(parts[2], CultureInfo.InvariantCulture);
    }

    /// <summary>Callers that each transfer between random users, one awaited call after another.</summary>
    private static async Task<double> RateAsync(LedgerHost host, int callers, TimeSpan duration)
    {
        var since = Stopwatch.GetTimestamp();
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            var count = 0;
            while (Stopwatch.GetElapsedTime(since) < duration)
            {
                await OneAsync(host, random);
                count++;
            }

            return count;
        })));
        self.Refresh();
        Cost = (self.TotalProcessorTime - before).TotalMicroseconds / counts.Sum();
        Allocated = (GC.GetTotalAllocatedBytes() - allocated) / counts.Sum();
        return counts.Sum() / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>Microseconds of processor time of a transfer, in the last measurement.</summary>
    private static double Cost { get; set; }

    /// <summary>Bytes allocated by a transfer, in the last measurement.</summary>
    private static long Allocated { get; set; }

    private static Task RunAsync(LedgerHost host, int callers, int transfers) => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
    {
        var random = new Random(caller);
        for (var i = 0; i < transfers / callers; i++)
        {
            await OneAsync(host, random);
        }
    })));

    private static Task OneAsync(LedgerHost host, Random random)
    {
        var from = random.Next(Users);
        return host.TransferAsync($"t{Interlocked.Increment(ref next)}", from, (from + 1 + random.Next(Users - 1)) % Users, random.Next(1, 100));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
