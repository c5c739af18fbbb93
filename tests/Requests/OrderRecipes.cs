using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Orders and trades.</summary>
internal static class OrderRecipes
{
    private const string Symbol = "BTC-USDT";

    public static Recipe[] All { get; } =
    [
        new("PlaceOrder", async (cast, _) => new Call("api/v1/orders", await RestingAsync(cast))),
        new("TestOrder", async (cast, _) => new Call("api/v1/orders/test", await RestingAsync(cast))),
        new("PreviewOrder", async (cast, _) => new Call("api/v1/orders/preview", await RestingAsync(cast))),
        new("Order", async (cast, caller) => new Call($"api/v1/orders/{await PlaceAsync(cast, caller)}")) { IsOwn = true },
        new("CancelOrder", async (cast, caller) => new Call($"api/v1/orders/{await PlaceAsync(cast, caller)}")) { IsOwn = true },
        new("ReduceOrder", async (cast, caller) => new Call($"api/v1/orders/{await PlaceAsync(cast, caller)}", new JsonObject { ["quantity"] = "0.001" })) { IsOwn = true },
        new("ReplaceOrder", async (cast, caller) => new Call($"api/v1/orders/{await PlaceAsync(cast, caller)}", await RestingAsync(cast))) { IsOwn = true },
        new("PlaceOrderList", async (cast, _) => new Call("api/v1/orders/lists", await ListAsync(cast))),
        new("OrderList", async (cast, caller) => new Call($"api/v1/orders/lists/{await PlaceListAsync(cast, caller)}")) { IsOwn = true },
        new("CancelOrderList", async (cast, caller) => new Call($"api/v1/orders/lists/{await PlaceListAsync(cast, caller)}")) { IsOwn = true },
        new("CancelOrders", (_, _) => Recipes.Plain($"api/v1/orders?symbol={Symbol}")),
    ];

    /// <summary>A buy that is 2 % below what the market trades at, and so rests.</summary>
    public static async Task<JsonObject> RestingAsync(Cast cast)
    {
        var ticker = (await cast.Api.GetAsync($"api/v1/market-data/ticker/{Symbol}")).Expect(200);
        var last = decimal.Parse(ticker.Body.TextOrNull("referencePrice") ?? ticker["last"], CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["symbol"] = Symbol, ["side"] = "buy", ["type"] = "limit", ["timeInForce"] = "GTC",
            ["price"] = Math.Round(last * 0.98m, 2).ToString(CultureInfo.InvariantCulture), ["quantity"] = "0.002",
            ["clientOrderId"] = $"{Guid.NewGuid():N}",
        };
    }

    /// <summary>A resting buy, and what it brings to be bought again when it is filled.</summary>
    private static async Task<JsonObject> ListAsync(Cast cast)
    {
        var (working, leg) = (await RestingAsync(cast), await RestingAsync(cast));
        working.Remove("symbol");
        leg.Remove("symbol");
        return new JsonObject { ["type"] = "oto", ["symbol"] = Symbol, ["working"] = working, ["legs"] = new JsonArray(leg) };
    }

    private static async Task<string> PlaceListAsync(Cast cast, Person caller) =>
        (await cast.Api.PostAsync("api/v1/orders/lists", await ListAsync(cast), caller.Token)).Expect(201)["listId"];

    public static async Task<string> PlaceAsync(Cast cast, Person caller) =>
        (await cast.Api.PostAsync("api/v1/orders", await RestingAsync(cast), caller.Token)).Expect(201)["orderId"];
}
