using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>What an order must have become.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Executed">How much of the base asset was traded.</param>
/// <param name="Fills">In how many trades.</param>
internal sealed record Outcome(string Status, Int128 Executed, int Fills);

/// <summary>Placing, looking up and cancelling orders, each safe to repeat by the client's own order id.</summary>
internal sealed class Orders(Stage stage)
{
    private Market Market => Market.Of(stage);

    /// <summary>Places an order under the client's id and waits for the engine's answer.</summary>
    public async Task<JsonElement> PlaceAsync(Person person, string name, JsonObject order, Outcome expected)
    {
        var answer = (await stage.People.PostAsync(person, "api/v1/orders", WithId(name, order))).Expect(200, 201, 202);
        var id = answer["orderId"];
        stage.State.Note(name, id);
        var placed = await ExpectAsync(person, name, expected);
        stage.Journal.Add(
            "order", person.Email, ("id", id), ("symbol", Market.Symbol), ("side", placed.TextOf("side")),
            ("executed", placed.TextOf("executedQuantity")), ("executedQuote", placed.TextOf("executedQuote")));
        return placed;
    }

    /// <summary>Looks at an order until it is what it must become.</summary>
    public Task<JsonElement> ExpectAsync(Person person, string name, Outcome expected)
    {
        var wanted = $"{expected.Status}, executed {Market.ToldQuantity(expected.Executed)} in {expected.Fills} fills";
        return LookAsync(person, name, wanted, order =>
            order.TextOf("status") == expected.Status
            && Units.Parse(order.TextOf("executedQuantity"), Market.BaseScale) == expected.Executed
            && order.GetProperty("fills").GetArrayLength() == expected.Fills);
    }

    /// <summary>Cancels an order; one that is cancelled already is fine.</summary>
    public async Task<JsonElement> CancelAsync(Person person, string name, Outcome expected)
    {
        var answer = await stage.People.AskAsync(person, HttpMethod.Delete, $"api/v1/orders/{stage.State.Notes[name]}");
        if (answer.Code != "ORDER_CLOSED")
        {
            answer.Expect(200, 202);
        }

        var canceled = await ExpectAsync(person, name, expected);
        stage.Journal.Add("cancel", person.Email, ("id", stage.State.Notes[name]));
        return canceled;
    }

    /// <summary>Sends an order that must be refused.</summary>
    public async Task<Answer> RefusedAsync(Person person, string name, JsonObject order) =>
        await stage.People.PostAsync(person, "api/v1/orders", WithId(name, order));

    public JsonObject Limit(string side, Int128 quantity, Int128 price, string timeInForce = "GTC") => new()
    {
        ["symbol"] = Market.Symbol,
        ["side"] = side,
        ["type"] = "limit",
        ["timeInForce"] = timeInForce,
        ["quantity"] = Market.ToldQuantity(quantity),
        ["price"] = Market.Told(price),
    };

    public JsonObject MarketSell(Int128 quantity) => new()
    {
        ["symbol"] = Market.Symbol,
        ["side"] = "sell",
        ["type"] = "market",
        ["quantity"] = Market.ToldQuantity(quantity),
    };

    public JsonObject MarketBuyFor(Int128 quoteAmount) => new()
    {
        ["symbol"] = Market.Symbol,
        ["side"] = "buy",
        ["type"] = "market",
        ["quoteAmount"] = Market.Told(quoteAmount),
    };

    private JsonObject WithId(string name, JsonObject order)
    {
        order["clientOrderId"] = $"{stage.State.RunId}-{name}";
        return order;
    }

    private async Task<JsonElement> LookAsync(Person person, string name, string wanted, Func<JsonElement, bool> isThere)
    {
        var path = $"api/v1/orders/{stage.State.Notes[name]}";
        var found = await stage.UntilAsync(
            $"order {name} of {person} to be {wanted}",
            async () =>
            {
                var answer = (await stage.People.GetAsync(person, path)).Expect(200);
                return (isThere(answer.Body) ? answer : null, answer.Text);
            });
        return found.Body;
    }
}
