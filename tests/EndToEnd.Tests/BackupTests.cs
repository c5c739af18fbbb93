using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>Backups made while customers trade, and what comes back of them.</summary>
public sealed class BackupTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Backup_WhileCustomersTrade_BringsBackAllThatWasAcknowledgedBefore()
    {
        using var data = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var backup = Path.Combine(other.Path, "backup.zip");
        string[] acknowledged;
        await using (var host = await LocalHosts.StartAsync(data.Path))
        {
            using var api = new Api(host.Url);
            await using var traders = await Traders.StartAsync(api);
            await traders.UntilAsync(200);
            acknowledged = traders.Acknowledged;
            var (exitCode, output) = await RunAsync("--backup", backup, "--data", data.Path);
            Assert.True(exitCode == 0, output);
            await traders.UntilAsync(acknowledged.Length + 50); // the host went on
        }

        var (restored, said) = await RunAsync("--restore", backup, "--data", Path.Combine(other.Path, "data"));
        Assert.True(restored == 0, said);
        await using var again = await LocalHosts.StartAsync(Path.Combine(other.Path, "data"));
        using var restoredApi = new Api(again.Url);
        var (ana, adam) = (await SignInAsync(restoredApi, "ana"), await SignInAsync(restoredApi, "adam"));
        foreach (var order in acknowledged)
        {
            (await restoredApi.GetAsync($"api/v1/orders/{order}", ana)).Expect(200);
        }

        var report = (await restoredApi.GetAsync("api/v1/admin/ledger/verify", adam)).Expect(200);
        Assert.True(report.Body.GetProperty("isSound").GetBoolean(), report.Text);
    }

    [Fact]
    public async Task Backup_OverAnExistingFile_IsRefusedAndLeavesIt()
    {
        using var data = new TemporaryFolder();
        await BackedUpAsync(data, data.Path);
        var file = Path.Combine(data.Path, "mine.zip");
        await File.WriteAllTextAsync(file, "mine");

        var (exitCode, output) = await RunAsync("--backup", file, "--data", data.Path);

        Assert.Equal(3, exitCode);
        Assert.Contains("exists already", output, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Backup_OfAFolderWithoutADatabase_IsRefused()
    {
        using var data = new TemporaryFolder();

        var (exitCode, output) = await RunAsync("--backup", Path.Combine(data.Path, "b.zip"), "--data", data.Path);

        Assert.Equal(3, exitCode);
        Assert.Contains("no database", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(data.Path));
    }

    [Fact]
    public async Task Restore_IntoAFolderWithADatabase_IsRefusedAndChangesNothing()
    {
        using var data = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var backup = await BackedUpAsync(data, other.Path);
        var before = await File.ReadAllBytesAsync(Path.Combine(data.Path, "cryptovault.db"));

        var (exitCode, output) = await RunAsync("--restore", backup, "--data", data.Path);

        Assert.Equal(3, exitCode);
        Assert.Contains("holds a database already", output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(data.Path, "cryptovault.db")));
    }

    [Fact]
    public async Task Restore_OfADamagedBackup_IsRefusedAndLeavesNoDatabase()
    {
        using var data = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var backup = await BackedUpAsync(data, other.Path);
        var bytes = await File.ReadAllBytesAsync(backup);
        bytes[MiddleOfTheDatabase(backup, bytes)] ^= 0xFF;
        await File.WriteAllBytesAsync(backup, bytes);
        var target = Path.Combine(other.Path, "data");

        var (exitCode, output) = await RunAsync("--restore", backup, "--data", target);

        Assert.Equal(3, exitCode);
        Assert.Contains("was not restored", output, StringComparison.Ordinal);
        Assert.Equal(["host.lock"], Directory.GetFileSystemEntries(target).Select(Path.GetFileName));
    }

    /// <summary>A place in the data of the first entry; much else in an archive, such as times in headers, says nothing.</summary>
    private static long MiddleOfTheDatabase(string backup, byte[] bytes)
    {
        using var zip = ZipFile.OpenRead(backup);
        var first = zip.Entries[0];
        Assert.Equal("cryptovault.db", first.Name);
        var header = 30 + BitConverter.ToUInt16(bytes, 26) + BitConverter.ToUInt16(bytes, 28);
        return header + (first.CompressedLength / 2);
    }

    private static async Task<string> BackedUpAsync(TemporaryFolder data, string target)
    {
        await using (var host = await LocalHosts.StartAsync(data.Path, "--empty"))
        {
            Assert.Equal(0, await host.Process.StopAsync());
        }

        var backup = Path.Combine(target, "backup.zip");
        var (exitCode, output) = await RunAsync("--backup", backup, "--data", data.Path);
        Assert.True(exitCode == 0, output);
        return backup;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = ChildProcess.Start(LocalHosts.HostAssembly, arguments);
        var exitCode = await process.ExitAsync(Patience);
        return (exitCode, process.Output);
    }

    private static async Task<string> SignInAsync(Api api, string name) => (await api.SignInAsync(name)).Expect(200)["accessToken"];

    /// <summary>Customers who place orders one after another until they are told to stop.</summary>
    private sealed class Traders : IAsyncDisposable
    {
        private readonly ConcurrentBag<string> acknowledged = [];
        private readonly CancellationTokenSource stop = new();
        private Task trading = Task.CompletedTask;

        public string[] Acknowledged => [.. acknowledged];

        public static async Task<Traders> StartAsync(Api api)
        {
            var token = await SignInAsync(api, "ana");
            var traders = new Traders();
            traders.trading = Task.WhenAll(Enumerable.Range(0, 8).Select(number => traders.TradeAsync(api, token, number)));
            return traders;
        }

        public async Task UntilAsync(int count)
        {
            using var limit = new CancellationTokenSource(Patience);
            while (acknowledged.Count < count)
            {
                Assert.False(trading.IsFaulted, trading.Exception?.ToString());
                await Task.Delay(10, limit.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await trading;
            stop.Dispose();
        }

        private async Task TradeAsync(Api api, string token, int number)
        {
            while (!stop.IsCancellationRequested)
            {
                var isBuy = number % 2 == 0;
                var answer = await api.PostAsync(
                    "api/v1/orders",
                    new JsonObject { ["symbol"] = "BTC-USDT", ["side"] = isBuy ? "buy" : "sell", ["type"] = "market", ["quantity"] = "0.0005" },
                    token);
                acknowledged.Add(answer.Expect(201, 202)["orderId"]);
            }
        }
    }
}
