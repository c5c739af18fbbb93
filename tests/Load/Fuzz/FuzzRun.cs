using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.LocalProcess;

namespace CryptoVault.Load.Fuzz;

/// <summary>
/// Every route, as everybody: right requests mixed with such as break types, bounds, encodings, sizes, headers and paths,
/// made of the contract that the host serves. No answer may be a fault of the server's, unreadable, or tell what it must not.
/// </summary>
internal static class FuzzRun
{
    private const int Workers = 6;

    /// <summary>
    /// Operations that are tried and cannot succeed here: the simulated custody sends no webhooks, and nobody becomes an
    /// administrator by a break-glass code on a host that has its administrators from the beginning.
    /// </summary>
    private const int NeverSucceed = 2;

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var settings = RaisedLimits.PerUser(new Dictionary<string, string>
        {
            ["Accounts__StepUpLifetime"] = "01:00:00",
            ["Accounts__PasswordIterations"] = "1000", // many strangers register; how hard their passwords are to guess is not looked at
            ["Accounts__MailsPerHour"] = "1000000",
            ["RateLimits__Reset__Tokens"] = "1000000", // the recipes ask for the same mails again and again, and would wait as long as they are told
            ["RateLimits__Reset__Burst"] = "1000000",
        });
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(Repository.HostAssembly, folder.Path, HostProcess.FreePort(), settings);
        Console.WriteLine($"Host of our own ({Repository.Configuration}) at {host.Url}; seed {options.Seed}; rate limits per address and per user raised.");
        using var api = new Api(host.Url);
        var contract = await Contract.ReadAsync(api);
        var counts = new FuzzCounts();
        await SetUpAsync(contract, counts);
        var cast = await Cast.AssembleAsync(api, folder.Path);
        var stage = new FuzzStage(cast, contract, counts);
        var canary = await cast.StrangerAsync();
        stage.AddSecrets([canary.Email, .. cast.Everybody.SelectMany(person => (string?[])[person.Token, person.RefreshToken, person.Authenticator?.Secret])]);

        stage.Offer("StopBreakGlass", new Call("api/v1/admin/setup/break-glass"));
        stage.Offer("CustodyWebhook", new Call("api/v1/webhooks/custody", new JsonObject { ["network"] = "bitcoin", ["news"] = "incoming" }, Recipes.NewKey()));
        await stage.PrepareAsync(); // everything succeeds once before anything is broken
        await stage.TryOfferedAsync();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(options.Seconds));
        var cooking = stage.CookAsync(end.Token);
        var workers = Enumerable.Range(0, Workers).Select(number => Task.Run(async () =>
        {
            using var worker = new FuzzWorker(stage, counts, new(System.Net.IPAddress.Loopback, host.Url.Port), options.Seed + number);
            await worker.RunAsync(end.Token);
        }));
        await Task.WhenAll([cooking, .. workers]);

        await stage.SignInAgainAsync();
        var isSound = (await api.GetAsync("api/v1/admin/ledger/verify", cast.Admin.Token)).Expect(200)["isSound"] == "true";
        var code = Report(contract, counts, isSound, host);
        await host.Process.StopAsync();
        return code;
    }

    private static int Report(Contract contract, FuzzCounts counts, bool isSound, HostProcess host)
    {
        foreach (var line in counts.Shown)
        {
            Console.WriteLine(line);
        }

        foreach (var operation in contract.Operations.Where(operation => !counts.HasSucceeded(operation)))
        {
            Console.WriteLine($"never 2xx     {operation}");
        }

        Console.WriteLine($"statuses {string.Join(", ", counts.Statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}"))}; ledger {(isSound ? "sound" : "NOT SOUND")}");
        Figures.Print(
            ("requests", counts.Requests), ("routes", counts.Routes), ("routesWithSuccess", counts.Successes), ("serverErrors", counts.ServerErrors),
            ("unparseableAnswers", counts.Unparseable), ("leaks", counts.Leaks), ("refusedMessages", counts.RefusedMessages), ("documentedRoutes", contract.Operations.Count), ("ledgerSound", isSound));
        return counts.Routes == contract.Operations.Count && counts.Successes == counts.Routes - NeverSucceed && counts.ServerErrors + counts.Unparseable + counts.Leaks == 0 && isSound && !host.Process.HasExited
            ? 0
            : 1;
    }

    /// <summary>The set-up of the first admin, on an empty host: the one with demo data has its admins.</summary>
    private static async Task SetUpAsync(Contract contract, FuzzCounts counts)
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(Repository.HostAssembly, folder.Path, HostProcess.FreePort(), "--empty");
        using var api = new Api(host.Url);
        var code = (await File.ReadAllTextAsync(Path.Combine(folder.Path, "admin-setup-code.txt"))).Trim();
        var answer = await api.PostAsync("api/v1/admin/setup", new JsonObject { ["code"] = code, ["email"] = "first@people.cryptovault.test", ["password"] = "violet-Harbour-93" });
        counts.Count(contract.Operations.Single(operation => operation.Id == "SetUpFirstAdmin"), answer.Status);
        await host.Process.StopAsync();
    }
}
