namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of order lists and cancel-replace.</summary>
internal static class OrderListInputs
{
    private const string Sell = """{"side":"sell","type":"limit_maker","price":"72000","quantity":"0.01"}""";
    private const string Stop = """{"side":"sell","type":"stop_loss","stopPrice":"55000","quantity":"0.01"}""";
    private const string Buy = """{"side":"buy","type":"limit","price":"60000","quantity":"0.01"}""";

    private static readonly GoodInput Replace = new("PUT", "api/v1/orders/{id}", "ana", """
        {"symbol":"BTC-USDT","side":"buy","type":"limit","price":"60000","quantity":"0.01"}
        """);

    private static readonly GoodInput Place = new("POST", "api/v1/orders/lists", "ana", $$"""
        {"type":"oco","symbol":"BTC-USDT","legs":[{{Sell}},{{Stop}}]}
        """);

    private static readonly GoodInput List = new("GET", "api/v1/orders/lists", "ana");
    private static readonly GoodInput One = new("GET", "api/v1/orders/lists/{id}", "ana");
    private static readonly GoodInput Cancel = new("DELETE", "api/v1/orders/lists/{id}", "ana");

    public static IEnumerable<BadInput> All => [.. Replacing, .. Placing, .. Own];

    private static IEnumerable<BadInput> Replacing =>
    [
        Replace.New("an order that is not there") with { Status = 404, Code = "ORDER_NOT_FOUND" },
        Replace.Missing("api/v1/orders/not-an-id", "ORDER_NOT_FOUND"),
        Replace.Member("price", "60000"),
        Replace.Member("price", null),
        Replace.Member("clientOrderId", $"\"{new string('x', 37)}\"", tellsBound: true),
        Replace.Member("symbol", "\"DOGE-USDT\"") with { Status = 404, Field = null, Code = "MARKET_NOT_FOUND" },
        Replace.Query("wait=10001", nearest: "10000"),
        Replace.Malformed(),
    ];

    private static IEnumerable<BadInput> Placing =>
    [
        Place.Member("type", "\"ooc\"", nearest: "oco", tellsBound: true),
        Place.Member("type", "\"oto\"", nearest: "1", tellsBound: true) with { Field = "/legs", AlsoNamed = ["/working"] },
        Place.Member("symbol", "\"DOGE-USDT\"") with { Status = 404, Field = null, Code = "MARKET_NOT_FOUND" },
        Place.Member("working", Buy),
        Place.Member("legs", $"[{Sell}]", nearest: "2", tellsBound: true) with { Name = "one leg" },
        Place.Member("legs", $"[{Sell},{Stop},{Stop}]", nearest: "2", tellsBound: true) with { Name = "three legs" },
        Place.Member("legs", $"[{Sell},null]") with { Name = "no second leg", Field = "/legs/1" },
        Place.Member("legs", $"[{Sell},{Buy}]", nearest: "sell", tellsBound: true) with { Name = "two sides", Field = "/legs/1/side", AlsoNamed = ["/legs/1/type"] },
        Place.Member("legs", $"[{Stop},{Sell.Replace("limit_maker", "limit", StringComparison.Ordinal)}]", nearest: "limit_maker", tellsBound: true) with
        {
            Name = "a leg that trades at once", Field = "/legs/1/type",
        },
        Place.Member("legs", $"[{Sell.Replace("\"72000\"", "72000", StringComparison.Ordinal)},{Stop}]") with { Name = "a price that is a number", Field = "/legs/0/price" },
        Place.Member("legs", $"[{Sell.Replace("0.01", "0.010004", StringComparison.Ordinal)},{Stop}]", nearest: "0.01", tellsBound: true) with
        {
            Name = "a quantity between two lots", Field = "/legs/0/quantity", Status = 422, Code = "FILTER_LOT_SIZE",
        },
        Place.Member("listClientOrderId", "\"a b\"", tellsBound: true),
        Place.Member("leverage", "\"10\""),
        Place.Query("wait=-1", nearest: "0"),
        Place.Malformed(),
    ];

    private static IEnumerable<BadInput> Own =>
    [
        List.Query("limit=101", nearest: "100"),
        List.UnknownQuery("symbl", nearest: "symbol"),
        One.UnknownQuery(),
        One.Missing("api/v1/orders/lists/not-an-id", "ORDER_LIST_NOT_FOUND"),
        Cancel.Query("wait=10001", nearest: "10000"),
        Cancel.Missing(Cancel.GoodPath, "ORDER_LIST_NOT_FOUND"),
    ];
}
