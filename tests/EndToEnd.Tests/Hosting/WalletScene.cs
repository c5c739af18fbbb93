using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>A host of its own with ana, who has money and takes it out, rita, who reviews, and adam, who checks.</summary>
internal sealed class WalletScene : IAsyncDisposable
{
    private const string Asset = "USDC";
    private const string Address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> tokens = [];
    private IReadOnlyDictionary<string, string> settings = new Dictionary<string, string>();
    private HostProcess? host;

    public Api Api { get; private set; } = null!;

    public string TokenOf(string name) => tokens[name];

    public string Folder => folder.Path;

    public HostProcess Host => host!;

    /// <summary>Starts the scene.</summary>
    /// <param name="settings">Settings of its host besides the usual ones.</param>
    /// <param name="prepare">What to do with its data folder before; null for nothing.</param>
    public static async Task<WalletScene> StartAsync(IReadOnlyDictionary<string, string>? settings = null, Func<string, Task>? prepare = null)
    {
        var scene = new WalletScene { settings = settings ?? new Dictionary<string, string>() };
        try
        {
            if (prepare is not null)
            {
                await prepare(scene.folder.Path);
            }

            await scene.OpenAsync();
            return scene;
        }
        catch
        {
            await scene.DisposeAsync(); // or the host would outlive the test
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        folder.Dispose();
    }

    private async Task OpenAsync()
    {
        host = await LocalHosts.StartOnAsync(folder.Path, HostProcess.FreePort(), settings);
        Api = new Api(host.Url);

        // The host answers before its demo people are there; its banner comes after them.
        await EventuallyAsync(() => Task.FromResult((host.Process.Output.Contains("CryptoVault is ready", StringComparison.Ordinal), "the banner")));
        foreach (var name in new[] { "ana", "rita", "adam" })
        {
            tokens[name] = (await Api.SignInAsync(name)).Expect(200)["accessToken"];
        }

        await Api.EnrolAsync(tokens["ana"], DefaultHost.Password);
    }

    /// <summary>Kills the host by SIGKILL and starts it again on the same data and port, with other settings if so wanted.</summary>
    public async Task RestartAsync(IReadOnlyDictionary<string, string>? changed = null)
    {
        settings = changed ?? settings;
        var port = host!.Url.Port;
        await host.Process.KillAsync();
        await host.DisposeAsync();
        host = await LocalHosts.StartOnAsync(folder.Path, port, settings);
    }

    public async Task FundAsync(decimal amount)
    {
        var before = await AvailableAsync();
        (await Api.PostAsync(
            "api/v1/dev/faucet", new JsonObject { ["asset"] = Asset, ["amount"] = amount.ToString(CultureInfo.InvariantCulture) },
            tokens["ana"])).Expect(202);
        await EventuallyAsync(async () => (await AvailableAsync() == before + amount, "the deposit is credited"));
    }

    public async Task<decimal> AvailableAsync()
    {
        var balances = (await Api.GetAsync("api/v1/wallet/balances", tokens["ana"])).Expect(200);
        return decimal.Parse(balances.Items.Single(one => one.TextOf("asset") == Asset).TextOf("available"), CultureInfo.InvariantCulture);
    }

    public Task<Answer> RequestAsync(string amount, string key, string address = Address) => Api.PostAsync(
        "api/v1/wallet/withdrawals",
        new JsonObject { ["asset"] = Asset, ["network"] = "ethereum", ["address"] = address, ["amount"] = amount },
        tokens["ana"],
        ("Idempotency-Key", key));

    public async Task<string> ConfirmedAsync(string amount, string key, string address = Address)
    {
        var id = (await RequestAsync(amount, key, address)).Expect(201)["id"];
        await ConfirmAsync(id);
        return id;
    }

    public Task ConfirmAsync(string id) => EventuallyAsync(async () =>
    {
        var mail = new Mailbox(folder.Path).To(DefaultHost.EmailOf("ana")).FirstOrDefault(one => one.Text.Contains(id, StringComparison.Ordinal));
        return mail is null
            ? (false, "a mail about the withdrawal")
            : ((await Api.PostAsync($"api/v1/wallet/withdrawals/{id}/confirm", new JsonObject { ["token"] = mail.Token }, tokens["ana"])).Expect(200).Status == 200, "");
    });

    public Task UntilAsync(string id, params string[] statuses) => EventuallyAsync(async () =>
    {
        var withdrawal = (await Api.GetAsync($"api/v1/wallet/withdrawals/{id}", tokens["ana"])).Expect(200);
        return (statuses.Contains(withdrawal["status"]), $"{withdrawal["status"]} to be {string.Join(" or ", statuses)}");
    });

    public async Task CancelAsync(string id) =>
        (await Api.SendAsync(HttpMethod.Delete, $"api/v1/wallet/withdrawals/{id}", token: tokens["ana"])).Expect(200);

    public async Task ReviewAsync(string withdrawalId, string decision)
    {
        var id = await CaseAsync(withdrawalId, "open");
        var seen = (await Api.GetAsync($"api/v1/compliance/cases/{id}", tokens["rita"])).Expect(200);
        (await Api.PostAsync(
            $"api/v1/compliance/cases/{id}/decisions", new JsonObject { ["decision"] = decision, ["reason"] = "as the test asks" },
            tokens["rita"], ("If-Match", seen.ETag!))).Expect(200);
    }

    /// <summary>Adam and rita choose the way out of a manual review.</summary>
    public async Task LeaveReviewAsync(string withdrawalId, string way)
    {
        await UntilAsync(withdrawalId, "manual_review");
        string? review = null;
        await EventuallyAsync(async () =>
        {
            var cases = (await Api.GetAsync("api/v1/compliance/cases?type=withdrawal_review&limit=100", tokens["rita"])).Expect(200);
            review = cases.Items.FirstOrDefault(one => one.TextOrNull("withdrawalId") == withdrawalId) is { ValueKind: JsonValueKind.Object } mine ? mine.TextOf("id") : null;
            return (review is not null, "the case of a review");
        });
        foreach (var name in new[] { "adam", "rita" })
        {
            var seen = (await Api.GetAsync($"api/v1/compliance/cases/{review}", tokens[name])).Expect(200);
            (await Api.PostAsync(
                $"api/v1/compliance/cases/{review}/decisions",
                new JsonObject
                {
                    ["decision"] = way, ["reason"] = "as the test asks", ["reasonCode"] = way == "complete" ? "payment_seen" : "payment_not_seen",
                    ["evidence"] = new JsonObject { ["transactionId"] = way == "complete" ? "0xseen" : null, ["source"] = "an explorer" },
                },
                tokens[name], ("If-Match", seen.ETag!))).Expect(200);
        }
    }

    /// <summary>Adam pauses or resumes all submissions.</summary>
    public async Task SwitchAsync(string way) =>
        (await Api.PostAsync($"api/v1/admin/withdrawals/{way}", new JsonObject { ["reason"] = "as the test asks" }, tokens["adam"])).Expect(200);

    public async Task<string> CaseAsync(string withdrawalId, string state)
    {
        string? found = null;
        await EventuallyAsync(async () =>
        {
            var cases = (await Api.GetAsync($"api/v1/compliance/cases?state={state}&limit=100", tokens["rita"])).Expect(200);
            var mine = cases.Items.FirstOrDefault(one => one.TextOrNull("withdrawalId") == withdrawalId);
            found = mine.ValueKind == JsonValueKind.Undefined ? null : mine.TextOf("id");
            return (found is not null, $"a case that is {state}");
        });
        return found!;
    }

    /// <summary>The withdrawals that are stuck, by id, with the cause.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StuckAsync() =>
        (await Api.GetAsync("api/v1/admin/withdrawals/stuck", tokens["adam"])).Expect(200).Items
            .ToDictionary(one => one.GetProperty("withdrawal").TextOf("id"), one => one.TextOf("cause"));

    public Task UntilStuckAsync(string id, string cause) => EventuallyAsync(async () =>
        ((await StuckAsync()).TryGetValue(id, out var found) && found == cause, $"the withdrawal to be stuck: {cause}"));

    /// <summary>The ledger is sound, and no withdrawal is stuck.</summary>
    public async Task AssertSoundAsync()
    {
        Assert.Empty(await StuckAsync());
        var report = (await Api.GetAsync("api/v1/admin/ledger/verify", tokens["adam"])).Expect(200);
        Assert.True(report.Body.GetProperty("isSound").GetBoolean(), report.Text);
    }

    public static async Task EventuallyAsync(Func<Task<(bool Done, string What)>> look)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var (done, what) = await look();
            if (done)
            {
                return;
            }

            Assert.True(watch.Elapsed < Patience, $"Waited {Patience} for {what}.");
            await Task.Delay(20);
        }
    }
}
