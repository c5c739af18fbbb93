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

        public Task<(int Status, string Text)> SendAsync(string method, string path, string query, string body = "") =>
            SendSignedAsync(method, path, Sign(query, body, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), body);

        public async Task<(int Status, string Text)> SendSignedAsync(string method, string path, string query, string body)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"{path}?{query}", UriKind.Relative));
            request.Headers.Add("X-API-Key", key);
            if (body.Length > 0)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            using var answer = await http.SendAsync(request);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }
}
