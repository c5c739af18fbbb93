using System.Security.Cryptography;
using System.Text.Json;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.LocalProcess;

namespace CryptoVault.Load.Kill;

/// <summary>
/// Kills the host by SIGKILL again and again while customers trade, cancel, pay each other, withdraw and deposit; after
/// each restart every acknowledgement of the round is looked for, and at the end all of them, the money to the last unit,
/// and the ledger's invariants.
/// </summary>
internal static class KillRun
{
    private const int LeastPerRound = 100;
    private const string Asset = "USDC";
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(LoadOptions options)
    {
        using var folder = new TemporaryFolder();
        var port = HostProcess.FreePort();
        var host = await HostProcess.StartAsync(Repository.HostAssembly, folder.Path, port, "--load-users", $"{options.Users}");
        Console.WriteLine(RaisedLimits.Description);
        using var api = new Api(host.Url);
        var customers = await SignInAsync(api, folder.Path, options.Users);
        var findings = new Findings(customers);
        var up = new TaskCompletionSource();
        up.SetResult();
        using var end = new CancellationTokenSource();
        var working = Task.WhenAll(customers.Select(customer => Task.Run(() => customer.RunAsync(() => Volatile.Read(ref up).Task, end.Token))));
        var random = new Random(options.Seed);
        var inFlight = new List<int>();
        var least = int.MaxValue;
        var kinds = new HashSet<OperationKind>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            var before = customers.Select(customer => customer.Acknowledged.Count).ToArray();
            while (customers.Sum(customer => customer.Acknowledged.Count) < before.Sum() + LeastPerRound && !working.IsCompleted)
            {
                await Task.Delay(20);
            }

            await Task.Delay(random.Next(500));
            if (working.IsFaulted)
            {
                await working;
            }

            Volatile.Write(ref up, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            inFlight.Add(Customer.InFlight);
            await host.Process.KillAsync();
            await host.DisposeAsync();
            var ofRound = customers.SelectMany((customer, i) => customer.Acknowledged.Skip(before[i])).ToArray();
            least = Math.Min(least, ofRound.Length);
            kinds.UnionWith(ofRound.Select(one => one.Operation.Kind));
            host = await HostProcess.StartAsync(Repository.HostAssembly, folder.Path, port);
            if (round == options.Rounds)
            {
                await end.CancelAsync();
            }

            Volatile.Read(ref up).SetResult();
            await findings.CheckAsync(ofRound.Where(one => one.Operation.Kind is not (OperationKind.Cancel or OperationKind.WithdrawalCancel)));
            Console.WriteLine($"round {round}: {ofRound.Length} acknowledged, {inFlight[^1]} in flight at the kill, answers again after {host.StartTime.TotalSeconds:F1} s");
        }

        await working;
        var violations = await SettleAsync(api);
        var all = customers.SelectMany(customer => customer.Acknowledged).ToArray();
        await findings.CheckAsync(all);
        await findings.CheckMoneyAsync(Asset);
        await host.Process.StopAsync();
        await host.DisposeAsync();
        foreach (var kind in all.GroupBy(one => one.Operation.Kind).OrderBy(group => group.Key))
        {
            Console.WriteLine($"  {kind.Key}: {kind.Count()} acknowledged");
        }

        Figures.Print(
            ("rounds", options.Rounds), ("acknowledged", all.Length), ("leastInARound", least), ("meanInFlight", Math.Round(inFlight.Average(), 1)),
            ("lost", findings.Lost), ("doubled", findings.Doubled), ("invariantViolations", violations));
        var isCovered = kinds.Count == Enum.GetValues<OperationKind>().Length && inFlight.Average() >= 8;
        return findings.Lost + findings.Doubled + violations == 0 && isCovered ? 0 : 1;
    }

    private static async Task<Customer[]> SignInAsync(Api api, string folder, int count)
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "load-users.json")));
        var credentials = document.RootElement.EnumerateArray().Select(user => (Email: user.TextOf("email"), Password: user.TextOf("password"))).Take(count).ToArray();
        string[] emails = [.. credentials.Select(one => one.Email)];
        var runId = RandomNumberGenerator.GetHexString(6, lowercase: true);
        var customers = credentials.Select((one, number) => new Customer(number, one.Email, one.Password, emails, api, runId)).ToArray();
        await Parallel.ForEachAsync(customers, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (customer, _) => await customer.SignInAsync());
        return customers;
    }

    /// <summary>Waits until nothing is between two partitions any more.</summary>
    /// <returns>How many invariants are violated.</returns>
    private static async Task<int> SettleAsync(Api api)
    {
        var signedIn = (await api.SignInAsync("adam@demo.cryptovault.test", "demo-Passphrase-1", new Authenticator("DEMODEMODEMODEMODEMODEMODEMODEMO"))).Expect(200);
        var until = TimeProvider.System.GetUtcNow() + SettleLimit;
        while (true)
        {
            var report = (await api.GetAsync("api/v1/admin/ledger/verify", signedIn["accessToken"])).Expect(200);
            var isSettled = report["openTransferCount"] == "0";
            if (report["isSound"] == "true" && isSettled)
            {
                Console.WriteLine($"ledger   sound: {report["postings"]} postings, {report["holds"]} holds in {report["partitions"]} partitions");
                return 0;
            }

            if (TimeProvider.System.GetUtcNow() > until || report["isSound"] != "true")
            {
                Console.WriteLine($"FOUND    the ledger: {report.Text}");
                return Math.Max(1, int.Parse(report["violationCount"], System.Globalization.CultureInfo.InvariantCulture));
            }

            await Task.Delay(100);
        }
    }
}
