using System.Net;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Accounts;

/// <summary>Devices that an account knows and does not know, from several networks.</summary>
public sealed class DeviceTests
{
    private const string Berlin = "192.0.2.10";
    private const string Paris = "192.0.2.200";
    private const string Tokyo = "198.51.100.10";
    private const string TorExit = "203.0.113.200";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string NewerFirefox = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
    private const string Withdrawal = """{"asset":"USDC","network":"ethereum","address":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","amount":"50"}""";

    private static readonly Dictionary<string, string?> BehindProxy = new()
    {
        ["Http:TrustedProxies"] = "127.0.0.1", ["Accounts:DevicesByNetwork"] = "false", ["Wallets:Withdrawals:MinKycLevel"] = "0",
    };

    [Fact]
    public async Task SignIn_OnTheFirstDevice_IsKnownAndMailsNobody()
    {
        await using var host = await StartAsync();

        var first = await LogInAsync(host, Berlin);

        Assert.NotNull(Text(first, "deviceToken"));
        Assert.Null(await host.NewestMailAsync("ana@example.com"));
        Assert.False(Single(await SessionsAsync(host, first)).TryGetProperty("withdrawalsBlockedUntil", out _));
    }

    [Fact]
    public async Task SignIn_OnTheSameDeviceAfterAnUpdateOfItsProgram_IsKnown()
    {
        await using var host = await StartAsync();
        var first = await LogInAsync(host, Berlin);

        await LogInAsync(host, Paris, NewerFirefox, Text(first, "deviceToken"));

        Assert.Null(await host.NewestMailAsync("ana@example.com"));
        Assert.Single((await ListAsync(host, "api/v1/me/devices", first)).EnumerateArray());
    }

    [Theory]
    [InlineData(null, Firefox)]
    [InlineData("copied", "curl/8.1")]
    [InlineData("made-up", Firefox)]
    public async Task SignIn_WithoutTokenOrWithACopyOrAForgery_IsANewDevice(string? kind, string agent)
    {
        await using var host = await StartAsync();
        var first = await LogInAsync(host, Berlin);
        var shown = kind switch { null => null, "copied" => Text(first, "deviceToken"), _ => new string('A', Text(first, "deviceToken")!.Length) };

        var second = await LogInAsync(host, Berlin, agent, shown);

        Assert.Contains("A sign-in from a new device", await host.NewestMailAsync("ana@example.com"), StringComparison.Ordinal);
        Assert.NotEqual(Text(first, "deviceToken"), Text(second, "deviceToken"));
        Assert.Equal(2, (await ListAsync(host, "api/v1/me/devices", first)).GetArrayLength());
    }

    [Fact]
    public async Task Withdrawal_FromANewDevice_IsRefusedForADayAndFromTheKnownOneIsNot()
    {
        await using var host = await StartAsync();
        var first = await LogInAsync(host, Berlin);
        await GiveFactorAsync(host, first);
        var second = await LogInAsync(host, Berlin, "curl/8.1", steps: 0);

        await (await WithdrawAsync(host, second, "a")).ProblemAsync(403, "NEW_DEVICE_COOL_OFF");
        await StepUpAsync(host, first, 1);
        await (await WithdrawAsync(host, first, "b")).ProblemAsync(409, "INSUFFICIENT_FUNDS");

        host.Clock.Advance(TimeSpan.FromHours(24));
        var later = await LogInAsync(host, Berlin, "curl/8.1", Text(second, "deviceToken"), steps: 0);
        await (await WithdrawAsync(host, later, "c")).ProblemAsync(409, "INSUFFICIENT_FUNDS");
    }

    [Fact]
    public async Task Freeze_ByTheTokenOfTheMail_ClosesTheAccountUntilThePasswordIsNew()
    {
        await using var host = await StartAsync();
        var owner = await LogInAsync(host, Berlin);
        var thief = await LogInAsync(host, Tokyo, "curl/8.1");
        var token = await host.NewestTokenAsync("ana@example.com");

        Assert.Equal(HttpStatusCode.OK, (await FreezeAsync(host, token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await FreezeAsync(host, token)).StatusCode);

        await (await host.Client.SendAsync("GET", "api/v1/me", token: Text(thief, "accessToken"))).ProblemAsync(401, "SESSION_ENDED");
        await (await host.Client.SendAsync("GET", "api/v1/me", token: Text(owner, "accessToken"))).ProblemAsync(401, "SESSION_ENDED");
        await (await AskAsync(host, Berlin, Firefox, Text(owner, "deviceToken"))).ProblemAsync(401, "ACCOUNT_FROZEN");
        var reset = await host.NewestTokenAsync("ana@example.com");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("POST", "api/v1/auth/password/reset", $$"""{"token":"{{reset}}","password":"another-Horse-8"}""")).StatusCode);
        var back = await LogInAsync(host, Berlin, Firefox, Text(owner, "deviceToken"), password: "another-Horse-8");
        var me = await (await host.Client.SendAsync("GET", "api/v1/me", token: Text(back, "accessToken"))).JsonAsync();
        Assert.True(me.GetProperty("withdrawalsBlockedUntil").GetDateTimeOffset() > host.Clock.GetUtcNow().AddHours(23));
        Assert.DoesNotContain((await ListAsync(host, "api/v1/me/devices", back)).EnumerateArray(), device => device.GetProperty("device").GetString() == "curl/8.1");
        Assert.Equal(
            ["signed_in", "password_reset", "frozen", "signed_in_from_new_device", "signed_in"],
            (await ListAsync(host, "api/v1/me/activity", back)).EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Freeze_WithAMadeUpToken_IsRefusedAndClosesNothing()
    {
        await using var host = await StartAsync();
        await LogInAsync(host, Berlin);

        await (await FreezeAsync(host, new string('A', 64))).ProblemAsync(422, "TOKEN_INVALID");
        await (await FreezeAsync(host, "x")).ProblemAsync(422, "TOKEN_INVALID");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, Berlin)).StatusCode);
    }

    [Fact]
    public async Task Lock_ByAStranger_LetsTheKnownDeviceInAndNobodyElse()
    {
        await using var host = await StartAsync();
        var owner = await LogInAsync(host, Berlin);
        for (var i = 0; i < 5; i++)
        {
            await (await AskAsync(host, Tokyo, password: "wrong-Horse-1")).ProblemAsync(401, "INVALID_CREDENTIALS");
        }

        await (await AskAsync(host, Tokyo)).ProblemAsync(401, "INVALID_CREDENTIALS");
        await (await AskAsync(host, Paris)).ProblemAsync(401, "INVALID_CREDENTIALS");
        await (await AskAsync(host, Tokyo, Firefox, Text(owner, "deviceToken"))).ProblemAsync(401, "INVALID_CREDENTIALS"); // a source lock holds for all
        Assert.Contains("Sign-in is locked", await host.NewestMailAsync("ana@example.com"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, Berlin, Firefox, Text(owner, "deviceToken"))).StatusCode);
    }

    [Fact]
    public async Task Lock_OfASourceThatTriedManyAccounts_HoldsForAllAccounts()
    {
        await using var host = await StartAsync();
        var owner = await LogInAsync(host, Berlin);
        for (var i = 0; i < 20; i++)
        {
            await host.Client.SendAsync("POST", "api/v1/auth/login", $$"""{"email":"user-{{i}}@example.com","password":"wrong-Horse-1"}""", headers: ("X-Forwarded-For", Tokyo));
        }

        await (await AskAsync(host, Tokyo, Firefox, Text(owner, "deviceToken"))).ProblemAsync(401, "INVALID_CREDENTIALS");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, Berlin)).StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, Tokyo)).StatusCode);
    }

    [Theory]
    [InlineData(Berlin, 30, "NewDevice")]
    [InlineData(Tokyo, 90, "NewDevice NewCountry ImpossibleTravel")]
    [InlineData(TorExit, 90, "NewDevice NewCountry Tor")]
    public async Task SignIn_FromAPlace_RecordsItsRiskWithTheSession(string address, int score, string reasons)
    {
        await using var host = await StartAsync();
        await LogInAsync(host, Berlin);
        host.Clock.Advance(TimeSpan.FromHours(2));

        var second = await LogInAsync(host, address, "curl/8.1");

        var id = Single(await SessionsAsync(host, second), one => one.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString()!;
        var session = await ((IDocumentStore)host.Store).FindAsync<SessionDocument>(AccountPartitions.OfUser(Text(second, "userId")!), SessionDocument.IdOf(id));
        Assert.Equal(score, session!.Risk!.Score);
        Assert.Equal(reasons, string.Join(' ', session.Risk.Reasons));
    }

    [Fact]
    public async Task Sessions_ListedAndEnded_EndWithTheirNextRequest()
    {
        await using var host = await StartAsync();
        var here = await LogInAsync(host, Berlin);
        var there = await LogInAsync(host, Paris, Firefox, Text(here, "deviceToken"));
        var third = await LogInAsync(host, Paris, Firefox, Text(here, "deviceToken"));
        var listed = await SessionsAsync(host, here);
        Assert.Equal(3, listed.GetArrayLength());
        Assert.Equal("Firefox on Linux", listed[0].GetProperty("device").GetString());
        Assert.Equal("FR", listed[0].GetProperty("country").GetString());

        var ended = await host.Client.SendAsync("DELETE", $"api/v1/auth/sessions/{listed[1].GetProperty("id").GetString()}", token: Text(here, "accessToken"));

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await (await host.Client.SendAsync("GET", "api/v1/me", token: Text(there, "accessToken"))).ProblemAsync(401, "SESSION_ENDED");
        Assert.Equal(2, (await SessionsAsync(host, here)).GetArrayLength());
        await (await host.Client.SendAsync("DELETE", $"api/v1/auth/sessions/{listed[1].GetProperty("id").GetString()}", token: Text(here, "accessToken"))).ProblemAsync(404, "SESSION_NOT_FOUND");

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync("POST", "api/v1/auth/logout-all", token: Text(here, "accessToken"))).StatusCode);
        await (await host.Client.SendAsync("GET", "api/v1/me", token: Text(here, "accessToken"))).ProblemAsync(401, "SESSION_ENDED");
        await (await host.Client.SendAsync("GET", "api/v1/me", token: Text(third, "accessToken"))).ProblemAsync(401, "SESSION_ENDED");
    }

    [Fact]
    public async Task Session_OfSomebodyElse_IsNotFoundAndLives()
    {
        await using var host = await StartAsync();
        var ana = await LogInAsync(host, Berlin);
        var (_, ben) = await host.SignedInAsync("ben@example.com");
        var id = Single(await SessionsAsync(host, ana)).GetProperty("id").GetString();

        await (await host.Client.SendAsync("DELETE", $"api/v1/auth/sessions/{id}", token: ben)).ProblemAsync(404, "SESSION_NOT_FOUND");

        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/me", token: Text(ana, "accessToken"))).StatusCode);
    }

    private static async Task<HttpAppHost> StartAsync()
    {
        var host = await HttpAppHost.StartAsync(BehindProxy);
        await host.AccountAsync("ana@example.com");
        return host;
    }

    private static async Task<JsonElement> LogInAsync(
        HttpAppHost host, string address, string agent = Firefox, string? deviceToken = null, string password = Customers.Password, int? steps = null)
    {
        var answer = await AskAsync(host, address, agent, deviceToken, password);
        if (steps is { } ahead)
        {
            var challenge = Text(await answer.JsonAsync(), "challenge");
            answer = await host.Client.SendAsync(
                "POST", "api/v1/auth/login/second-factor", $$"""{"challenge":"{{challenge}}","code":"{{host.CodeNow(ahead)}}"}""", headers: Headers(address, agent, deviceToken));
        }

        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    private static Task<HttpResponseMessage> AskAsync(
        HttpAppHost host, string address, string agent = Firefox, string? deviceToken = null, string password = Customers.Password) => host.Client.SendAsync(
        "POST", "api/v1/auth/login", $$"""{"email":"ana@example.com","password":"{{password}}"}""", headers: Headers(address, agent, deviceToken));

    private static (string, string)[] Headers(string address, string agent, string? deviceToken) =>
        [("X-Forwarded-For", address), ("User-Agent", agent), .. deviceToken is null ? Array.Empty<(string, string)>() : [("X-Device-Token", deviceToken)]];

    private static async Task GiveFactorAsync(HttpAppHost host, JsonElement signedIn) =>
        await host.Services.GetRequiredService<ProvisionSecondFactor>().ExecuteAsync(Text(signedIn, "userId")!, Customers.Secret);

    private static Task<HttpResponseMessage> StepUpAsync(HttpAppHost host, JsonElement signedIn, int steps) =>
        host.Client.SendAsync("POST", "api/v1/auth/step-up", $$"""{"code":"{{host.CodeNow(steps)}}"}""", Text(signedIn, "accessToken"));

    private static Task<HttpResponseMessage> WithdrawAsync(HttpAppHost host, JsonElement signedIn, string key) =>
        host.Client.SendAsync("POST", "api/v1/wallet/withdrawals", Withdrawal, Text(signedIn, "accessToken"), ("Idempotency-Key", key));

    private static Task<HttpResponseMessage> FreezeAsync(HttpAppHost host, string token) => host.Client.SendAsync("POST", "api/v1/auth/freeze", $$"""{"token":"{{token}}"}""");

    private static Task<JsonElement> SessionsAsync(HttpAppHost host, JsonElement signedIn) => ListAsync(host, "api/v1/auth/sessions", signedIn);

    private static async Task<JsonElement> ListAsync(HttpAppHost host, string path, JsonElement signedIn) =>
        (await (await host.Client.SendAsync("GET", path, token: Text(signedIn, "accessToken"))).JsonAsync()).GetProperty("items");

    private static JsonElement Single(JsonElement list, Func<JsonElement, bool>? which = null) => list.EnumerateArray().Single(which ?? (_ => true));

    private static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() : null;
}
