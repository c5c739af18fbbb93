using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>Starting, stopping and starting again, as an operator does it.</summary>
public sealed class StartTests
{
    private const int BadOptions = 2;
    private const int CannotStart = 3;

    [Fact]
    public async Task Start_ByDefault_TellsUrlSignInsAndThreeCurlLines()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);

        await UntilAsync(() => CountOf("curl", host.Process.Output) >= 3);
        Assert.Contains($"http://localhost:{host.Url.Port}", host.Process.Output, StringComparison.Ordinal);
        foreach (var name in new[] { "ana", "ben", "rita", "adam" })
        {
            Assert.Contains(DefaultHost.EmailOf(name), host.Process.Output, StringComparison.Ordinal);
        }

        Assert.Contains(DefaultHost.Password, host.Process.Output, StringComparison.Ordinal);
        Assert.Contains(DemoPeople.StaffSecret, host.Process.Output, StringComparison.Ordinal);
        using var api = new Api(host.Url);
        var trades = (await api.GetAsync("api/v1/market-data/trades/BTC-USDT")).Expect(200);
        Assert.NotEmpty(trades.Items);
        var depth = (await api.GetAsync("api/v1/market-data/depth/BTC-USDT")).Expect(200);
        Assert.True(depth.Body.GetProperty("bids").GetArrayLength() > 0);
        Assert.Equal(0, await host.Process.StopAsync());
    }

    [Fact]
    public async Task Start_OnAFolderInUse_IsRefusedAndTheFirstHostGoesOn()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path, "--empty");

        var (exitCode, output) = await LocalHosts.RefusedAsync("--data", folder.Path, "--port", "0", "--empty");

        Assert.Equal(CannotStart, exitCode);
        Assert.Contains(folder.Path, output, StringComparison.Ordinal);
        Assert.Contains("using the data folder", output, StringComparison.Ordinal);
        using var api = new Api(host.Url);
        Assert.True(await api.IsReadyAsync());
    }

    [Fact]
    public async Task Start_OnATakenPort_IsRefusedAndNamesThePort()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, output) = await LocalHosts.RefusedAsync("--data", folder.Path, "--port", $"{port}", "--empty");

        Assert.Equal(CannotStart, exitCode);
        Assert.Contains($"{port}", output, StringComparison.Ordinal);
        AssertNoStack(output);
    }

    [Fact]
    public async Task Start_Empty_HasNoDemoDataButASetUpCodeForItsOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path, "--empty");
        using var api = new Api(host.Url);

        Assert.Empty((await api.GetAsync("api/v1/markets")).Expect(200).Items);
        (await SignInAsync(api, "ana")).ExpectProblem(401, "INVALID_CREDENTIALS");
        var code = Path.Combine(folder.Path, "admin-setup-code.txt");
        Assert.True(File.Exists(code));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(code));
        }
    }

    [Fact]
    public async Task Start_Again_HasTheDataOfTheFirstRun()
    {
        using var folder = new TemporaryFolder();
        string orderId;
        await using (var host = await LocalHosts.StartAsync(folder.Path))
        {
            using var api = new Api(host.Url);
            var token = (await SignInAsync(api, "ana")).Expect(200)["accessToken"];
            orderId = (await api.PostAsync("api/v1/orders", RestingOrder(await ReferenceAsync(api)), token)).Expect(201)["orderId"];
            Assert.Equal(0, await host.Process.StopAsync());
        }

        await using (var host = await LocalHosts.StartAsync(folder.Path))
        {
            using var api = new Api(host.Url);
            var token = (await SignInAsync(api, "ana")).Expect(200)["accessToken"];
            var order = (await api.GetAsync($"api/v1/orders/{orderId}", token)).Expect(200);
            Assert.Equal("new", order["status"]);
            Assert.Equal(0, await host.Process.StopAsync());
        }
    }

    [Fact]
    public async Task Start_WithReset_BeginsAnew()
    {
        using var folder = new TemporaryFolder();
        await using (var host = await LocalHosts.StartAsync(folder.Path))
        {
            Assert.Equal(0, await host.Process.StopAsync());
        }

        await using (var host = await LocalHosts.StartAsync(folder.Path, "--reset", "--empty"))
        {
            using var api = new Api(host.Url);
            (await SignInAsync(api, "ana")).ExpectProblem(401, "INVALID_CREDENTIALS");
        }
    }

    [Fact]
    public async Task Start_WithResetOnAFolderThatIsNoDataFolder_IsRefusedAndDeletesNothing()
    {
        using var folder = new TemporaryFolder();
        var precious = Path.Combine(folder.Path, "precious.txt");
        await File.WriteAllTextAsync(precious, "keep me");

        var (exitCode, output) = await LocalHosts.RefusedAsync("--data", folder.Path, "--port", "0", "--reset");

        Assert.Equal(CannotStart, exitCode);
        Assert.Contains("--reset refused", output, StringComparison.Ordinal);
        Assert.Equal("keep me", await File.ReadAllTextAsync(precious));
    }

    [Fact]
    public async Task Start_WithDemoUsersOnAnAddressThatOthersReach_IsRefused()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await LocalHosts.RefusedAsync("--data", folder.Path, "--port", "0", "--listen", "0.0.0.0");

        Assert.Equal(BadOptions, exitCode);
        Assert.Contains("--empty", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Start_WithCorsInTheSettings_LetsThatOriginCallTheApiAlone()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(
            folder.Path, new Dictionary<string, string> { ["Host__CORS"] = "http://localhost:5173, https://app.example", ["Host__CORSCredentials"] = "true" }, "--empty");
        using var client = new HttpClient { BaseAddress = host.Url };

        Assert.Equal("https://app.example", await AllowedAsync(client, HttpMethod.Get, "api/v1/time", "https://app.example"));
        Assert.Equal("http://localhost:5173", await AllowedAsync(client, HttpMethod.Options, "api/v1/orders", "http://localhost:5173"));
        Assert.Null(await AllowedAsync(client, HttpMethod.Get, "api/v1/time", "https://evil.example"));
        Assert.Null(await AllowedAsync(client, HttpMethod.Get, "dev", "https://app.example"));
    }

    [Fact]
    public async Task Start_OnAStoreOfANewerVersion_IsRefusedAndLeavesItAlone()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "cryptovault.db");
        await using (var store = StoreFile.Open(file))
        {
            Assert.Null(store.Damage);
        }

        StoreFile.Execute(file, "UPDATE meta SET value = 9 WHERE name = 'version'");
        var before = await File.ReadAllBytesAsync(file);

        var (exitCode, output) = await LocalHosts.RefusedAsync("--data", folder.Path, "--port", "0", "--empty");

        Assert.Equal(CannotStart, exitCode);
        Assert.Contains("The store is from a newer version", output, StringComparison.Ordinal);
        Assert.Contains("has store version 9; this program knows versions up to 2", output, StringComparison.Ordinal);
        AssertNoStack(output);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task Start_OnAFileThatIsNoStore_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "cryptovault.db"), new string('x', 8192));

        var (exitCode, output) = await LocalHosts.RefusedAsync("--data", folder.Path, "--port", "0", "--empty");

        Assert.Equal(CannotStart, exitCode);
        Assert.Contains("The store cannot be used", output, StringComparison.Ordinal);
        Assert.Contains("cryptovault.db", output, StringComparison.Ordinal);
        AssertNoStack(output);
    }

    [Fact]
    public async Task Start_WithADamagedKeyRing_IsRefusedAndMakesNoOther()
    {
        using var folder = new TemporaryFolder();
        var keys = Path.Combine(folder.Path, "keys.json");
        await File.WriteAllTextAsync(keys, "{}");

        var (exitCode, output) = await LocalHosts.RefusedAsync("--data", folder.Path, "--port", "0", "--empty");

        Assert.Equal(CannotStart, exitCode);
        Assert.Contains($"The key ring '{keys}'", output, StringComparison.Ordinal);
        AssertNoStack(output);
        Assert.Equal("{}", await File.ReadAllTextAsync(keys));
    }

    [Theory]
    [InlineData("Custody__Simulated__BlockInterval", "soon", "'soon' at 'Custody:Simulated:BlockInterval'")]
    [InlineData("Custody__Provider", "Nobody", "Nobody")]
    [InlineData("Compliance__AddressLists__Folder", "lists", "Compliance:Lists")]
    [InlineData("Host__CORS", "localhost:5173", "'localhost:5173' is no origin")]
    [InlineData("Host__CORSCredentials", "maybe", "not 'maybe'")]
    public async Task Start_WithASettingThatMakesNoSense_IsRefusedAndNamesIt(string setting, string value, string expected)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await LocalHosts.RefusedAsync(
            new Dictionary<string, string> { [setting] = value }, "--data", folder.Path, "--port", "0", "--empty");

        Assert.Equal(CannotStart, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        AssertNoStack(output);
    }

    [Theory]
    [InlineData("--prot", "7071", "--prot")]
    [InlineData("--port", "70711", "70711")]
    [InlineData("--url", "http://127.0.0.1:1", "--demo")]
    public async Task Start_WithOptionsThatMakeNoSense_IsRefusedWithUsage(string option, string value, string named)
    {
        var (exitCode, output) = await LocalHosts.RefusedAsync(option, value);

        Assert.Equal(BadOptions, exitCode);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.Contains("--data DIR", output, StringComparison.Ordinal);
    }

    private static async Task<string?> AllowedAsync(HttpClient client, HttpMethod method, string path, string origin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
        }

        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }

    private static void AssertNoStack(string output) => Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);

    private static Task<Answer> SignInAsync(Api api, string name) => api.SignInAsync(name);

    private static async Task<Int128> ReferenceAsync(Api api)
    {
        var ticker = (await api.GetAsync("api/v1/market-data/ticker/BTC-USDT")).Expect(200);
        return Units.Parse((ticker.Body.TextOrNull("bid") ?? ticker["last"]).Split('.')[0], 0);
    }

    private static JsonObject RestingOrder(Int128 price) => new()
    {
        ["symbol"] = "BTC-USDT",
        ["side"] = "buy",
        ["type"] = "limit",
        ["price"] = Units.Format(price * 98 / 100, 0),
        ["quantity"] = "0.01",
    };

    private static int CountOf(string word, string text) => text.Split(word).Length - 1;

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition() && tries < 200; tries++)
        {
            await Task.Delay(50);
        }

        Assert.True(condition());
    }
}
