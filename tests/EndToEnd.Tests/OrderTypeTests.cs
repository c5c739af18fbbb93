using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>
/// Each type of order over HTTP against a real host. The orders stand apart from the demo's: sells above its book and
/// buys below it, so that nobody else meets them.
/// </summary>
public sealed class OrderTypeTests(DefaultHost host) : IClassFixture<DefaultHost>
{
    [Theory]
    [InlineData("limit", """{"timeInForce":"GTC","price":"105%"}""", "new")]
    [InlineData("limit", """{"timeInForce":"IOC","price":"105%"}""", "expired")]
    [InlineData("limit", """{"timeInForce":"FOK","price":"105%"}""", "expired")]
    [InlineData("limit", """{"timeInForce":"GTD","price":"105%","expireTime":"2099"}""", "new")]
    [InlineData("limit", """{"price":"105%","icebergQuantity":"0.0005"}""", "new")]
    [InlineData("limit_maker", """{"price":"105%"}""", "new")]
    [InlineData("stop_loss", """{"stopPrice":"95%"}""", "new")]
    [InlineData("stop_loss_limit", """{"stopPrice":"95%","price":"94%"}""", "new")]
    [InlineData("take_profit", """{"stopPrice":"105%"}""", "new")]
    [InlineData("take_profit_limit", """{"stopPrice":"105%","price":"104%"}""", "new")]
    [InlineData("stop_loss", """{"trailingDelta":500}""", "new")]
    [InlineData("take_profit", """{"stopPrice":"105%","trailingDelta":500}""", "new")]
    public async Task Place_EachType_IsAnsweredByTheMarketAndCanceledInFull(string type, string fields, string expected)
    {
        var last = await LastPriceAsync();
        var body = JsonNode.Parse(fields)!.AsObject();
        foreach (var field in new[] { "price", "stopPrice" }.Where(field => body[field] is not null))
        {
            var percent = decimal.Parse(body[field]!.GetValue<string>().TrimEnd('%'), CultureInfo.InvariantCulture);
            body[field] = (decimal.Round(last * percent / 100 * 10) / 10).ToString(CultureInfo.InvariantCulture);
        }

        if (body["expireTime"] is not null)
        {
            var now = (await host.Api.GetAsync("api/v1/time")).Expect(200);
            var time = DateTimeOffset.Parse(now["time"], CultureInfo.InvariantCulture);
            body["expireTime"] = time.AddDays(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        (body["symbol"], body["side"], body["type"], body["quantity"]) = ("BTC-USDT", "sell", type, "0.002");
        var before = await BalanceAsync();
        var tested = (await host.Api.PostAsync("api/v1/orders/test", body.DeepClone(), host.TokenOf("ana"))).Expect(200);
        Assert.Equal(("BTC", 0.002m), (tested["holdAsset"], decimal.Parse(tested["hold"], CultureInfo.InvariantCulture)));
        Assert.Equal(before, await BalanceAsync());

        var placed = (await host.Api.PostAsync("api/v1/orders?wait=10000", body, host.TokenOf("ana"))).Expect(201);

        Assert.Equal((expected, type), (placed["status"], placed["type"]));
        if (expected == "new")
        {
            Assert.Equal(before.Available - 0.002m, (await BalanceAsync()).Available);
            var canceled = (await host.Api.SendAsync(HttpMethod.Delete, $"api/v1/orders/{placed["orderId"]}?wait=10000", token: host.TokenOf("ana"))).Expect(200);
            Assert.Equal("canceled", canceled["status"]);
        }

        Assert.Equal(before, await BalanceAsync());
    }

    [Fact]
    public async Task Reduce_ThenCancelAll_GivesEverythingBack()
    {
        var before = await BalanceAsync();
        var price = (decimal.Round(await LastPriceAsync() * 105 / 100 * 10) / 10).ToString(CultureInfo.InvariantCulture);
        var body = new JsonObject { ["symbol"] = "BTC-USDT", ["side"] = "sell", ["type"] = "limit", ["price"] = price, ["quantity"] = "0.004" };
        var preview = (await host.Api.PostAsync("api/v1/orders/preview", body.DeepClone(), host.TokenOf("ana"))).Expect(200);
        Assert.Equal((true, 0), (preview.Find("isFunded")!.Value.GetBoolean(), preview.Find("expectedFills")!.Value.GetArrayLength()));
        var placed = (await host.Api.PostAsync("api/v1/orders?wait=10000", body, host.TokenOf("ana"))).Expect(201);
        var path = $"api/v1/orders/{placed["orderId"]}";

        var reduced = (await host.Api.SendAsync(HttpMethod.Patch, $"{path}?wait=10000", new JsonObject { ["quantity"] = "0.001" }, host.TokenOf("ana"))).Expect(200);
        var refused = await host.Api.SendAsync(HttpMethod.Patch, path, new JsonObject { ["quantity"] = "0.002" }, host.TokenOf("ana"));

        Assert.Equal(0.001m, decimal.Parse(reduced["quantity"], CultureInfo.InvariantCulture));
        refused.ExpectProblem(409, "QUANTITY_NOT_SMALLER");
        Assert.Equal(before.Available - 0.001m, (await BalanceAsync()).Available);
        var canceled = (await host.Api.SendAsync(HttpMethod.Delete, "api/v1/orders?symbol=BTC-USDT&wait=10000", token: host.TokenOf("ana"))).Expect(200);
        Assert.Contains(placed["orderId"], canceled.Items.Select(order => order.TextOf("orderId")));
        var after = await BalanceAsync();
        Assert.Equal((before.Available + before.Held, 0), (after.Available, after.Held)); // with what the demo had open
    }

    private async Task<decimal> LastPriceAsync()
    {
        var ticker = (await host.Api.GetAsync("api/v1/market-data/ticker/BTC-USDT")).Expect(200);
        return decimal.Parse(ticker.Body.TextOrNull("last") ?? ticker.Body.TextOrNull("referencePrice")!, CultureInfo.InvariantCulture);
    }

    private async Task<(decimal Available, decimal Held)> BalanceAsync()
    {
        var balances = (await host.Api.GetAsync("api/v1/wallet/balances", host.TokenOf("ana"))).Expect(200);
        JsonElement btc = balances.Items.Single(one => one.TextOf("asset") == "BTC");
        return (decimal.Parse(btc.TextOf("available"), CultureInfo.InvariantCulture), decimal.Parse(btc.TextOf("held"), CultureInfo.InvariantCulture));
    }
}
