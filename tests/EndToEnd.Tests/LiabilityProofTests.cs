using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>The proof of liabilities from a real host, checked by the command that a customer would run.</summary>
public sealed class LiabilityProofTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Command_OnTheProofOfARealHost_SaysYes_AndNoWhenItWasChanged()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "proof.json");
        await using var host = await LocalHosts.StartAsync(Path.Combine(folder.Path, "data"));
        using var api = new Api(host.Url);
        var (ana, adam) = (await SignInAsync(api, "ana"), await SignInAsync(api, "adam"));
        (await api.PostAsync("api/v1/admin/ledger/liabilities/snapshot", null, adam)).Expect(201);
        var published = (await api.GetAsync("api/v1/liabilities")).Expect(200);
        var proof = (await api.GetAsync("api/v1/wallet/liability-proof?asset=USDT", ana)).Expect(200);
        await File.WriteAllTextAsync(file, proof.Text);

        var (exitCode, output) = await RunAsync("--verify-liability-proof", file);
        Assert.True(exitCode == 0, output);
        Assert.StartsWith("yes: ", output, StringComparison.Ordinal);
        Assert.Contains(
            published.Body.GetProperty("assets").EnumerateArray().Single(one => one.TextOf("asset") == "USDT").TextOf("root"), output, StringComparison.Ordinal);

        var changed = JsonNode.Parse(proof.Text)!;
        changed["units"] = "1";
        await File.WriteAllTextAsync(file, changed.ToJsonString());
        (exitCode, output) = await RunAsync("--verify-liability-proof", file);
        Assert.Equal(4, exitCode);
        Assert.StartsWith("no: ", output, StringComparison.Ordinal);

        var report = (await api.GetAsync("api/v1/admin/ledger/verify", adam)).Expect(200);
        Assert.True(report.Body.GetProperty("isSound").GetBoolean(), report.Text);
        Assert.All(report.Body.GetProperty("custody").EnumerateArray(), one => Assert.Equal("balanced", one.TextOf("state")));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = ChildProcess.Start(LocalHosts.HostAssembly, arguments);
        var exitCode = await process.ExitAsync(Patience);
        return (exitCode, process.Output);
    }

    private static async Task<string> SignInAsync(Api api, string name) => (await api.SignInAsync(name)).Expect(200)["accessToken"];
}
