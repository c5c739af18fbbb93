using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>Cancel-replace and order lists over HTTP against a real host, apart from the demo's orders.</summary>
public sealed class OrderListTests(DefaultHost host) : IClassFixture<DefaultHost>
{
    [Fact]
    public async Task Replace_ThenReplaceAgain_SwapsInOneStepAndTellsWhatIsOver()
    {
        var before = await BalanceAsync();
        var placed = (await SendAsync(HttpMethod.Post, "orders?wait=10000", Sell(await PriceAsync(105)))).Expect(201);
        var path = $"orders/{placed["orderId"]}?wait=10000";

        var body = Sell(await PriceAsync(106));
        body["clientOrderId"] = $"replaced-{placed["orderId"]}"[..36];
        var replaced = (await SendAsync(HttpMethod.Put, path, body.DeepClone())).Expect(201);
        var again = (await SendAsync(HttpMethod.Put, path, body.DeepClone())).Expect(201);
        var late = await SendAsync(HttpMethod.Put, path, Sell(await PriceAsync(107)));

        Assert.Equal(("new", placed["orderId"]), (replaced["status"], replaced["replaces"]));
        Assert.Equal(replaced["orderId"], again["orderId"]);
        late.ExpectProblem(409, "ORDER_CLOSED");
        var old = (await SendAsync(HttpMethod.Get, $"orders/{placed["orderId"]}")).Expect(200);
        Assert.Equal(("canceled", replaced["orderId"]), (old["status"], old["replacedBy"]));
        var found = (await SendAsync(HttpMethod.Get, $"orders?clientOrderId={body["clientOrderId"]}")).Expect(200);
        Assert.Equal(replaced["orderId"], Assert.Single(found.Items).TextOf("orderId"));
        Assert.Equal(before.Available - 0.002m, (await BalanceAsync()).Available);
        (await SendAsync(HttpMethod.Delete, $"orders/{replaced["orderId"]}?wait=10000")).Expect(200);
        Assert.Equal(before, await BalanceAsync());
    }

    [Theory]
    [InlineData("oco")]
    [InlineData("oto")]
    [InlineData("otoco")]
    public async Task PlaceList_EachType_IsShownAndCanceledInFull(string type)
    {
        var before = await BalanceAsync();
        var body = new JsonObject { ["type"] = type, ["symbol"] = "BTC-USDT", ["legs"] = new JsonArray() };
        var legs = body["legs"]!.AsArray();
        legs.Add(Leg("limit_maker", "price", await PriceAsync(105)));
        if (type != "oto")
        {
            legs.Add(Leg("stop_loss", "stopPrice", await PriceAsync(95)));
        }

        if (type != "oco")
        {
            body["working"] = Leg("limit_maker", "price", await PriceAsync(110));
        }

        var placed = (await SendAsync(HttpMethod.Post, "orders/lists?wait=10000", body)).Expect(201);

        Assert.Equal((type, "executing"), (placed["type"], placed["status"]));
        var orders = placed.Find("orders")!.Value.EnumerateArray().ToArray();
        Assert.Equal(type == "oto" ? 2 : type == "oco" ? 2 : 3, orders.Length);
        Assert.All(orders, order => Assert.Equal(placed["listId"], order.TextOf("listId")));
        Assert.Equal(before.Available - 0.002m, (await BalanceAsync()).Available);
        var open = (await SendAsync(HttpMethod.Get, "orders?status=open&symbol=BTC-USDT")).Expect(200);
        Assert.Equal(orders.Length, open.Items.Count(order => order.TextOrNull("listId") == placed["listId"]));
        var lists = (await SendAsync(HttpMethod.Get, "orders/lists?limit=5")).Expect(200);
        Assert.Contains(placed["listId"], lists.Items.Select(list => list.TextOf("listId")));

        var canceled = (await SendAsync(HttpMethod.Delete, $"orders/lists/{placed["listId"]}?wait=10000")).Expect(200);

        Assert.Equal("all_done", canceled["status"]);
        Assert.All(canceled.Find("orders")!.Value.EnumerateArray(), order => Assert.Equal("canceled", order.TextOf("status")));
        (await SendAsync(HttpMethod.Delete, $"orders/lists/{placed["listId"]}")).ExpectProblem(409, "ORDER_LIST_CLOSED");
        Assert.Equal(before, await BalanceAsync());
    }

    private static JsonObject Sell(string price) => new()
    {
        ["symbol"] = "BTC-USDT", ["side"] = "sell", ["type"] = "limit", ["price"] = price, ["quantity"] = "0.002",
    };

    private static JsonObject Leg(string type, string field, string price) => new() { ["side"] = "sell", ["type"] = type, ["quantity"] = "0.002", [field] = price };

    private Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null) =>
        host.Api.SendAsync(method, $"api/v1/{path}", body, host.TokenOf("ana"));

    private async Task<string> PriceAsync(int percent)
    {
        var ticker = (await host.Api.GetAsync("api/v1/market-data/ticker/BTC-USDT")).Expect(200);
        var last = decimal.Parse(ticker.Body.TextOrNull("last") ?? ticker.Body.TextOrNull("referencePrice")!, CultureInfo.InvariantCulture);
        return (decimal.Round(last * percent / 10) / 10).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<(decimal Available, decimal Held)> BalanceAsync()
    {
        var balances = (await host.Api.GetAsync("api/v1/wallet/balances", host.TokenOf("ana"))).Expect(200);
        var btc = balances.Items.Single(one => one.TextOf("asset") == "BTC");
        return (decimal.Parse(btc.TextOf("available"), CultureInfo.InvariantCulture), decimal.Parse(btc.TextOf("held"), CultureInfo.InvariantCulture));
    }
}
