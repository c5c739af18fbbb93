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
        new("CancelOrders", (_, _) => Recipes.Plain($"api/v1/orders?symbol={Symbol}")),
        new("MarketStream", (_, _) => Recipes.Plain($"api/v1/stream/market?symbols={Symbol}&channels=trades")),
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

    public static async Task<string> PlaceAsync(Cast cast, Person caller) =>
        (await cast.Api.PostAsync("api/v1/orders", await RestingAsync(cast), caller.Token)).Expect(201)["orderId"];
}
