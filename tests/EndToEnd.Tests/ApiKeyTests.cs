using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>A program that trades with an API key, over HTTP against a real host.</summary>
public sealed class ApiKeyTests
{
    private const string Order = """{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"60000.00","quantity":"0.001"}""";

    [Fact]
    public async Task Program_WithAKey_ReadsAndTradesWithinItsScopesAndNoSignatureTradesTwice()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);
        using var api = new Api(host.Url);
        using var http = new HttpClient { BaseAddress = host.Url };
        var ana = (await api.SignInAsync("ana")).Expect(200)["accessToken"];
        var wanted = new JsonObject { ["label"] = "bot", ["scopes"] = new JsonArray("read", "trade"), ["addresses"] = new JsonArray("127.0.0.0/8") };
        (await api.PostAsync("api/v1/api-keys", wanted.DeepClone(), ana)).ExpectProblem(403, "SECOND_FACTOR_REQUIRED");
        await api.EnrolAsync(ana, DefaultHost.Password);
        var key = (await api.PostAsync("api/v1/api-keys", wanted, ana)).Expect(201);
        var clock = JsonElement.Parse((await api.GetAsync("api/v1/time")).Text).GetProperty("epochMilliseconds").GetInt64();
        var program = new Program(http, key["apiKey"], key["secret"]);

        var balances = await program.SendAsync("GET", "api/v1/wallet/balances", "");
        var listed = await program.SendAsync("GET", "api/v1/orders", "limit=1");
        Assert.Equal((200, 200), (balances.Status, listed.Status));
        var next = JsonElement.Parse(listed.Text).GetProperty("nextCursor").GetString();
        Assert.Equal(200, (await program.SendAsync("GET", "api/v1/orders", $"limit=1&cursor={next}")).Status); // a cursor outlives a signature

        var query = program.Sign("", Order, clock);
        var placed = await program.SendSignedAsync("POST", "api/v1/orders", query, Order);
        var repeated = await program.SendSignedAsync("POST", "api/v1/orders", query, Order);
        var changed = await program.SendSignedAsync("POST", "api/v1/orders", query, Order.Replace("0.001", "0.002", StringComparison.Ordinal));
        Assert.True(placed.Status == 201, placed.Text);
        Assert.Equal((409, "SIGNATURE_REPEATED"), (repeated.Status, CodeOf(repeated.Text)));
        Assert.Equal((401, "INVALID_API_KEY"), (changed.Status, CodeOf(changed.Text)));
        var orderId = JsonElement.Parse(placed.Text).GetProperty("orderId").GetString();
        var open = (await api.GetAsync("api/v1/orders?status=open", ana)).Expect(200);
        Assert.Equal(orderId, Assert.Single(open.Items).TextOf("orderId"));

        Assert.Equal((403, "SCOPE_MISSING"), await RefusedAsync(program, "GET", "api/v1/api-keys"));
        Assert.Equal((403, "SCOPE_MISSING"), await RefusedAsync(program, "GET", "api/v1/me"));
        Assert.Equal((403, "SCOPE_MISSING"), await RefusedAsync(program, "POST", "api/v1/wallet/withdrawals", "{}"));
        var late = await program.SendSignedAsync("GET", "api/v1/wallet/balances", program.Sign("", "", clock - 60_000), "");
        Assert.Equal((400, "TIMESTAMP_OUTSIDE_WINDOW"), (late.Status, CodeOf(late.Text)));
        Assert.InRange(JsonElement.Parse(late.Text).GetProperty("serverTime").GetInt64(), clock, clock + 600_000);

        Assert.Equal(200, (await program.SendAsync("DELETE", $"api/v1/orders/{orderId}", "")).Status);
        (await api.SendAsync(HttpMethod.Delete, $"api/v1/api-keys/{key["id"]}", null, ana)).Expect(204);
        Assert.Equal((401, "INVALID_API_KEY"), await RefusedAsync(program, "GET", "api/v1/wallet/balances"));
        Assert.Empty((await api.GetAsync("api/v1/api-keys", ana)).Expect(200).Items);
        Assert.DoesNotContain(key["secret"], host.Process.Output, StringComparison.Ordinal);
        await host.Process.StopAsync();
    }

    [Fact]
    public async Task Program_FromElsewhereOrWithoutTheScope_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);
        using var api = new Api(host.Url);
        using var http = new HttpClient { BaseAddress = host.Url };
        var (ben, _) = await api.SignInForWithdrawalsAsync("ben");
        var reader = await KeyAsync(api, http, ben, new JsonObject { ["label"] = "reader", ["scopes"] = new JsonArray("read") });
        var elsewhere = await KeyAsync(
            api, http, ben, new JsonObject { ["label"] = "office", ["scopes"] = new JsonArray("read"), ["addresses"] = new JsonArray("203.0.113.7") });

        Assert.Equal((403, "SCOPE_MISSING"), await RefusedAsync(reader, "POST", "api/v1/orders", Order));
        Assert.Equal((401, "INVALID_API_KEY"), await RefusedAsync(elsewhere, "GET", "api/v1/wallet/balances"));
        Assert.Empty((await api.GetAsync("api/v1/orders?status=open", ben)).Expect(200).Items);
        await host.Process.StopAsync();
    }

    [Fact]
    public async Task Program_WithAKeyThatWithdraws_PaysListedAddressesWithinItsLimitUntilItIsDeleted()
    {
        await using var scene = await WalletScene.StartAsync(new Dictionary<string, string>
        {
            ["Wallets__AddressBook__CoolOff"] = "00:00:00", ["Wallets__AddressBook__SecurityCoolOff"] = "00:00:00",
        });
        using var http = new HttpClient { BaseAddress = scene.Host.Url };
        var (api, ana) = (scene.Api, scene.TokenOf("ana"));
        await scene.FundAsync(1000);
        var start = await scene.AvailableAsync();
        var wanted = new JsonObject
        {
            ["label"] = "payer", ["scopes"] = new JsonArray("withdraw"), ["addresses"] = new JsonArray("127.0.0.1"), ["dailyWithdrawalLimitUsd"] = "250",
        };
        var made = (await api.PostAsync("api/v1/api-keys", wanted.DeepClone(), ana)).Expect(201);
        Assert.Equal("250", made["dailyWithdrawalLimitUsd"]);
        var payer = new Program(http, made["apiKey"], made["secret"]);
        var trader = await KeyAsync(api, http, ana, new JsonObject { ["label"] = "trader", ["scopes"] = new JsonArray("read", "trade") });
        wanted["addresses"] = new JsonArray("203.0.113.7");
        var elsewhere = await KeyAsync(api, http, ana, wanted);

        Assert.Equal((422, "ADDRESS_NOT_WHITELISTED"), await WithdrawAsync(payer, "100", "unlisted"));
        await ListAsync(scene);
        Assert.Equal((403, "SCOPE_MISSING"), await WithdrawAsync(trader, "100", "trader"));
        Assert.Equal((401, "INVALID_API_KEY"), await WithdrawAsync(elsewhere, "100", "elsewhere"));
        Assert.Equal((422, "API_KEY_LIMIT_EXCEEDED"), await WithdrawAsync(payer, "300", "too much"));
        Assert.Equal((403, "SCOPE_MISSING"), await RefusedAsync(payer, "GET", "api/v1/wallet/balances"));
        Assert.Equal(start, await scene.AvailableAsync());
        Assert.Empty((await api.GetAsync("api/v1/wallet/withdrawals", ana)).Expect(200).Items);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SendAsync(payer, $"100.0{i}", $"many-{i}"))); // one amount at one time would be one signature
        var taken = answers.Where(answer => answer.Status == 201).ToArray();
        Assert.Equal(2, taken.Length);
        Assert.All(answers.Except(taken), answer => Assert.Equal((422, "API_KEY_LIMIT_EXCEEDED"), (answer.Status, CodeOf(answer.Text))));
        foreach (var answer in taken)
        {
            var withdrawal = JsonElement.Parse(answer.Text);
            Assert.Equal(made["id"], withdrawal.GetProperty("apiKeyId").GetString());
            await scene.UntilAsync(withdrawal.GetProperty("id").GetString()!, "completed"); // nobody confirmed it
        }

        Assert.InRange(await scene.AvailableAsync(), start - 204.09m, start - 204.01m);
        (await api.SendAsync(HttpMethod.Delete, $"api/v1/api-keys/{made["id"]}", null, ana)).Expect(204);
        Assert.Equal((401, "INVALID_API_KEY"), await WithdrawAsync(payer, "10", "deleted"));
        await scene.AssertSoundAsync();
    }

    private static Task<(int Status, string Text)> SendAsync(Program program, string amount, string key) => program.SendAsync(
        "POST", "api/v1/wallet/withdrawals", "",
        $$"""{"asset":"USDC","network":"ethereum","address":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","amount":"{{amount}}"}""", ("Idempotency-Key", key.Replace(' ', '-')));

    private static async Task<(int, string?)> WithdrawAsync(Program program, string amount, string key)
    {
        var answer = await SendAsync(program, amount, key);
        return (answer.Status, CodeOf(answer.Text));
    }

    /// <summary>Ana adds the address to her book and confirms it by mail.</summary>
    private static async Task ListAsync(WalletScene scene)
    {
        var added = (await scene.Api.PostAsync(
            "api/v1/wallet/addresses",
            new JsonObject { ["network"] = "ethereum", ["address"] = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", ["label"] = "exchange" }, scene.TokenOf("ana"))).Expect(201);
        string? token = null;
        await WalletScene.EventuallyAsync(() =>
        {
            token = new Mailbox(scene.Folder).To(DefaultHost.EmailOf("ana")).FirstOrDefault(one => one.Text.Contains(added["id"], StringComparison.Ordinal))?.Token;
            return Task.FromResult((token is not null, "the mail about the address"));
        });
        (await scene.Api.PostAsync(
            "api/v1/wallet/addresses/confirm",
            new JsonObject { ["userId"] = (await scene.Api.GetAsync("api/v1/me", scene.TokenOf("ana"))).Expect(200)["userId"], ["addressId"] = added["id"], ["token"] = token })).Expect(200);
    }

    private static async Task<Program> KeyAsync(Api api, HttpClient http, string token, JsonObject wanted)
    {
        var key = (await api.PostAsync("api/v1/api-keys", wanted, token)).Expect(201);
        return new Program(http, key["apiKey"], key["secret"]);
    }

    private static async Task<(int, string?)> RefusedAsync(Program program, string method, string path, string body = "")
    {
        var answer = await program.SendAsync(method, path, "", body);
        return (answer.Status, CodeOf(answer.Text));
    }

    private static string? CodeOf(string problem) => JsonElement.Parse(problem).GetProperty("code").GetString();

    private sealed class Program(HttpClient http, string key, string secret)
    {
        public string Sign(string query, string body, long time)
        {
            var signed = query.Length == 0 ? $"timestamp={time}" : $"{query}&timestamp={time}";
            var mac = HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.UTF8.GetBytes(signed + body));
            return $"{signed}&signature={Convert.ToHexStringLower(mac)}";
        }

        public Task<(int Status, string Text)> SendAsync(string method, string path, string query, string body = "", params (string Name, string Value)[] headers) =>
            SendSignedAsync(method, path, Sign(query, body, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), body, headers);

        public async Task<(int Status, string Text)> SendSignedAsync(string method, string path, string query, string body, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"{path}?{query}", UriKind.Relative));
            request.Headers.Add("X-API-Key", key);
            foreach (var (name, value) in headers)
            {
                request.Headers.Add(name, value);
            }

            if (body.Length > 0)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            using var answer = await http.SendAsync(request);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }
}
