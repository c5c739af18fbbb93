using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load.Generator;
using CryptoVault.LocalProcess;

namespace CryptoVault.Load.Withdrawals;

/// <summary>What a host with many pending approvals measured.</summary>
internal sealed record PendingFigures(int Count, double QueuePageMs, double QueuePageP50Ms, double StartSeconds, double ResumedMs, double SeedSeconds);

/// <summary>Very many withdrawals that wait for a reviewer, each with its case and its orchestration.</summary>
internal static class PendingQueue
{
    private const string DemoPassword = "demo-Passphrase-1";
    private const string DemoSecret = "DEMODEMODEMODEMODEMODEMODEMODEMO";
    private const string MadeFile = "pending-approvals.txt";
    private const int PerUser = 40;
    private const int Pages = 60;
    private static readonly TimeSpan SeedPatience = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<PendingFigures> RunAsync(LoadOptions options)
    {
        using var own = new TemporaryFolder();
        var folder = options.DataFolder ?? own.Path;
        var port = HostProcess.FreePort();
        var seedSeconds = options.DataFolder is null ? await SeedAsync(options, folder, port) : 0;
        var count = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, MadeFile)), CultureInfo.InvariantCulture);
        await using var host = await HostProcess.StartAsync(Repository.HostAssembly, folder, port);
        using var api = new Api(host.Url);
        var rita = await SignInAsync(api);
        var pages = await MeasurePagesAsync(api, rita);
        var resumed = await ApproveOneAsync(api, rita, folder, options.Seed);
        await host.Process.StopAsync();
        return new PendingFigures(
            count, pages.PercentileMs(95), pages.PercentileMs(50), Math.Round(host.StartTime.TotalSeconds, 2), Math.Round(resumed.TotalMilliseconds, 0), Math.Round(seedSeconds, 0));
    }

    /// <summary>Signs the reviewer in.</summary>
    public static async Task<string> SignInAsync(Api api) =>
        (await api.SignInAsync("rita@demo.cryptovault.test", DemoPassword, new Authenticator(DemoSecret))).Expect(200)["accessToken"];

    /// <summary>Makes a folder whose host was killed with many approvals pending.</summary>
    public static async Task<double> SeedAsync(LoadOptions options, string folder, int port)
    {
        var watch = Stopwatch.StartNew();
        await using var seeding = await HostProcess.StartAsync(
            Repository.HostAssembly, folder, port, "--load-users", $"{Math.Max(10, options.Pending / PerUser)}", "--pending-approvals", $"{options.Pending}");
        await UntilSeededAsync(folder, seeding, watch);
        await seeding.Process.KillAsync();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"pending  {options.Pending:N0} withdrawals wait for approval, made in {watch.Elapsed.TotalSeconds:F0} s; the host was killed and is started again"));
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task UntilSeededAsync(string folder, HostProcess host, Stopwatch watch)
    {
        while (!File.Exists(Path.Combine(folder, MadeFile)))
        {
            if (watch.Elapsed > SeedPatience || host.Process.HasExited)
            {
                throw new UnexpectedException("The pending approvals", "made", host.Process.Output);
            }

            await Task.Delay(200);
        }
    }

    private static async Task<Latencies> MeasurePagesAsync(Api api, string token)
    {
        var latencies = new List<long>();
        for (var i = 0; i < Pages; i++)
        {
            var started = Stopwatch.GetTimestamp();
            (await api.GetAsync("api/v1/compliance/cases?limit=50", token)).Expect(200);
            latencies.Add(Stopwatch.GetTimestamp() - started);
        }

        return Latencies.Of([latencies[5..]]); // the first ones warm the code up
    }

    /// <summary>Approves a case chosen at random, and waits until custody has it.</summary>
    public static async Task<TimeSpan> ApproveOneAsync(Api api, string rita, string folder, int seed)
    {
        var chosen = await ChooseAsync(api, rita, new Random(seed));
        var (caseId, withdrawalId, userId) = (chosen.TextOf("id"), chosen.TextOf("withdrawalId"), chosen.TextOf("userId"));
        using var users = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "load-users.json")));
        var user = users.RootElement.EnumerateArray().Single(one => one.TextOf("userId") == userId);
        var token = (await api.SignInAsync(user.TextOf("email"), user.TextOf("password"))).Expect(200)["accessToken"];
        var seen = (await api.GetAsync($"api/v1/compliance/cases/{caseId}", rita)).Expect(200);

        var watch = Stopwatch.StartNew();
        (await api.PostAsync(
            $"api/v1/compliance/cases/{caseId}/decisions", new JsonObject { ["decision"] = "approve", ["reason"] = "Known customer." }, rita, ("If-Match", seen.ETag!))).Expect(200);
        while (true)
        {
            var status = (await api.GetAsync($"api/v1/wallet/withdrawals/{withdrawalId}", token)).Expect(200)["status"];
            if (status is "broadcast" or "confirming" or "completed")
            {
                return watch.Elapsed;
            }

            if (watch.Elapsed > Patience)
            {
                throw new UnexpectedException($"withdrawal {withdrawalId}", "submitted after its approval", status);
            }

            await Task.Delay(5);
        }
    }

    private static async Task<JsonElement> ChooseAsync(Api api, string rita, Random random)
    {
        var cursor = "";
        var hops = random.Next(40);
        while (true)
        {
            var page = (await api.GetAsync($"api/v1/compliance/cases?limit=100{cursor}", rita)).Expect(200);
            var next = page.Find("nextCursor")?.GetString();
            if (hops-- <= 0 || next is null)
            {
                var cases = page.Items.ToArray();
                return cases[random.Next(cases.Length)];
            }

            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }
}
