namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the general routes, markets, market data and orders.</summary>
internal static class MarketInputs
{
    private static readonly GoodInput Create = new("POST", "api/v1/admin/markets", "adam", """
        {"symbol":"ETH-BTC","base":"ETH","quote":"BTC","tick":"0.00001","lot":"0.001","minQuantity":"0.001","maxQuantity":"1000",
         "minNotional":"0.0001","maxNotional":"100","priceBandPercent":10,"makerFeeBp":10,"takerFeeBp":10,"maxOpenOrdersPerUser":100}
        """);

    private static readonly GoodInput Change = new("PATCH", "api/v1/admin/markets/{symbol}", "adam", """{"status":"trading"}""");

    private static readonly GoodInput Place = new("POST", "api/v1/orders", "ana", """
        {"symbol":"BTC-USDT","side":"buy","type":"limit","timeInForce":"GTC","price":"60000","quantity":"0.01"}
        """);

    private static readonly GoodInput Stop = new("POST", "api/v1/orders", "ana", """
        {"symbol":"BTC-USDT","side":"sell","type":"stop_loss_limit","timeInForce":"GTC","price":"50000","stopPrice":"51000","quantity":"0.01"}
        """);

    private static readonly GoodInput Test = new("POST", "api/v1/orders/test", "ana", Place.Body);
    private static readonly GoodInput Preview = new("POST", "api/v1/orders/preview", "ana", Place.Body);
    private static readonly GoodInput Reduce = new("PATCH", "api/v1/orders/{id}", "ana", """{"quantity":"0.01"}""");
    private static readonly GoodInput CancelAll = new("DELETE", "api/v1/orders", "ana");
    private static readonly GoodInput List = new("GET", "api/v1/orders", "ana");
    private static readonly GoodInput One = new("GET", "api/v1/orders/{id}", "ana");
    private static readonly GoodInput Cancel = new("DELETE", "api/v1/orders/{id}", "ana");
    private static readonly GoodInput OwnTrades = new("GET", "api/v1/trades", "ana");
    private static readonly GoodInput Markets = new("GET", "api/v1/markets", null);
    private static readonly GoodInput Market = new("GET", "api/v1/markets/{symbol}", null);
    private static readonly GoodInput Ticker = new("GET", "api/v1/market-data/ticker/{symbol}", null);
    private static readonly GoodInput Depth = new("GET", "api/v1/market-data/depth/{symbol}", null);
    private static readonly GoodInput Trades = new("GET", "api/v1/market-data/trades/{symbol}", null);

    private static readonly GoodInput Tickers = new("GET", "api/v1/market-data/tickers", null);
    private static readonly GoodInput BookTicker = new("GET", "api/v1/market-data/book-ticker/{symbol}", null);
    private static readonly GoodInput AveragePrice = new("GET", "api/v1/market-data/average-price/{symbol}", null);
    private static readonly GoodInput Candles = new("GET", "api/v1/market-data/candles/{symbol}", null);

    private static readonly GoodInput Stream = new("GET", "api/v1/stream/market", null);

    public static IEnumerable<BadInput> All => [.. General, .. Reading, .. ReadingCandles, .. Streaming, .. Creating, .. Placing, .. Special, .. Changing, .. OrderListInputs.All, .. Own];

    private static IEnumerable<BadInput> General =>
        new[] { "api/v1/time", "api/v1/status", "api/v1/assets" }.SelectMany(route =>
        {
            var good = new GoodInput("GET", route, null);
            return (BadInput[])[good.UnknownQuery(), good.UnknownQuery("limit")];
        });

    private static IEnumerable<BadInput> Reading =>
    [
        Markets.UnknownQuery(),
        Markets.UnknownQuery("symbol"),
        Market.UnknownQuery(),
        Market.Missing("api/v1/markets/DOGE-USDT", "MARKET_NOT_FOUND"),
        Ticker.UnknownQuery(),
        Ticker.Missing("api/v1/market-data/ticker/DOGE", "MARKET_NOT_FOUND"),
        Depth.Query("levels=4", nearest: "5"),
        Depth.Query("levels=5001", nearest: "5000"),
        Depth.Query("levels=all"),
        Depth.Query("level=10", nearest: "levels", tellsBound: false),
        Trades.Query("limit=0", nearest: "1"),
        Trades.UnknownQuery("limits", nearest: "limit"),
    ];

    private static IEnumerable<BadInput> ReadingCandles =>
    [
        Tickers.UnknownQuery(),
        Tickers.UnknownQuery("symbol"),
        BookTicker.UnknownQuery(),
        BookTicker.Missing("api/v1/market-data/book-ticker/DOGE", "MARKET_NOT_FOUND"),
        AveragePrice.UnknownQuery("minutes"),
        AveragePrice.Missing("api/v1/market-data/average-price/DOGE-USDT", "MARKET_NOT_FOUND"),
        Candles.New("no interval") with { Field = "?interval", TellsBound = true, Code = "VALIDATION_FAILED" },
        Candles.Query("interval=1H", nearest: "1h"),
        Candles.Query("interval=10m", nearest: "1m"),
        Candles.Query("from=yesterday&interval=1m"),
        Candles.Query("from=1999-12-31T23:59:59Z&interval=1m", nearest: "2000-01-01T00:00:00Z"),
        Candles.Query("to=2100-01-01T00:00:01Z&interval=1m", nearest: "2100-01-01T00:00:00Z"),
        Candles.Query("to=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z&interval=1m"),
        Candles.Query("limit=0&interval=1m", nearest: "1"),
        Candles.Query("limit=1001&interval=1m", nearest: "1000"),
        Candles.Query("intervall=1m&interval=1m", nearest: "interval", tellsBound: false),
        Candles.Missing("api/v1/market-data/candles/DOGE?interval=1m", "MARKET_NOT_FOUND"),
    ];

    private static IEnumerable<BadInput> Streaming =>
    [
        Stream.New("no symbols") with { Field = "?symbols", TellsBound = true, Code = "VALIDATION_FAILED" },
        Stream.Query("symbols=BTC-USDT,,ETH-USDT"),
        Stream.Query($"symbols={string.Join(',', Enumerable.Range(1, 21).Select(number => $"A{number}-USDT"))}"),
        Stream.Query("channels=depth,trade&symbols=BTC-USDT", nearest: "trades"),
        Stream.Query("interval=7m&symbols=BTC-USDT"),
        Stream.Query("symbol=BTC-USDT&symbols=BTC-USDT", nearest: "symbols", tellsBound: false),
        Stream.Missing("api/v1/stream/market?symbols=BTC-USDT,DOGE", "MARKET_NOT_FOUND"),
    ];

    private static IEnumerable<BadInput> Creating =>
    [
        Create.Member("tick", "0.01"),
        Create.Member("tick", "\"0.000000001\""),
        Create.Member("lot", "\"0.000000000001\"") with { Field = "/tick", TellsBound = true },
        Create.Member("base", "\"DOGE\"") with { AlsoNamed = ["/symbol"] },
        Create.Member("symbol", "\"ETHBTC\"", nearest: "ETH-BTC", tellsBound: true),
        Create.Member("takerFeeBp", "1001", nearest: "1000", tellsBound: true),
        Create.Member("priceBandPercent", "0", nearest: "1", tellsBound: true),
        Create.Member("maxOpenOrdersPerUser", "0", nearest: "1", tellsBound: true),
        Create.Member("minQuantity", "\"0.0015\"", tellsBound: true),
        Create.Member("colour", "\"red\""),
        Change.Member("status", "\"open\"", tellsBound: true),
        Change.Member("status", null),
        Change.Missing("api/v1/admin/markets/DOGE-USDT", "MARKET_NOT_FOUND"),
    ];

    private static IEnumerable<BadInput> Placing =>
    [
        Place.Member("symbol", "\"DOGE-USDT\"") with { Status = 404, Field = null, Code = "MARKET_NOT_FOUND" },
        Place.Member("side", "\"byu\"", nearest: "buy", tellsBound: true),
        Place.Member("type", "\"stop\"", tellsBound: true),
        Place.Member("timeInForce", "\"DAY\"", tellsBound: true),
        Place.Member("stopPrice", "\"60000\""),
        Place.Member("trailingDelta", "100"),
        Place.Member("expireTime", "\"2030-01-01T00:00:00Z\""),
        Place.Member("selfTradePrevention", "\"both\"", tellsBound: true),
        Place.Member("icebergQuantity", "\"0.02\"", nearest: "0.01", tellsBound: true) with { Status = 422, Code = "FILTER_ICEBERG_PARTS" },
        Place.Member("icebergQuantity", "\"0.00001\"", tellsBound: true) with { Status = 422 },
        Place.Member("price", "60000"),
        Place.Member("price", "\"6e4\""),
        Place.Member("price", "\"-1\""),
        Place.Member("price", null),
        Place.Member("price", "\"60000.005\"", tellsBound: true) with { Status = 422, Code = "FILTER_PRICE", Nearest = "60000" },
        Place.Member("quantity", "0.01"),
        Place.Member("quantity", "\"0.010000001\""),
        Place.Member("quantity", "\"0.010004\"", nearest: "0.01", tellsBound: true) with { Status = 422, Code = "FILTER_LOT_SIZE" },
        Place.Member("quantity", "\"0\"", tellsBound: true),
        Place.Member("quantity", "\"99999999\"", nearest: "1000", tellsBound: true) with { Status = 422, Code = "FILTER_LOT_SIZE" },
        Place.Member("quoteAmount", "\"100\""),
        Place.Member("clientOrderId", $"\"{new string('x', 65)}\""),
        Place.Member("leverage", "\"10\""),
        Place.Query("wait=10001", nearest: "10000"),
        Place.Malformed(),
        Place.New("no body") with { Body = "", Field = "" },
    ];

    private static IEnumerable<BadInput> Special =>
    [
        Stop.Member("stopPrice", null),
        Stop.Member("stopPrice", "\"51000.001\"", nearest: "51000", tellsBound: true) with { Status = 422, Code = "FILTER_PRICE" },
        Stop.Member("trailingDelta", "9", nearest: "10", tellsBound: true) with { Status = 422, Code = "FILTER_TRAILING_DELTA" },
        Stop.Member("trailingDelta", "2001", nearest: "2000", tellsBound: true) with { Status = 422, Code = "FILTER_TRAILING_DELTA" },
        Stop.Member("timeInForce", "\"GTD\"") with { Field = "/expireTime" },
        Stop.Member("type", "\"limit_maker\"") with { Field = "/stopPrice" },
        Stop.Member("type", "\"stop_loss\"") with { Field = null },
    ];

    private static IEnumerable<BadInput> Changing =>
    [
        Test.Member("price", "\"6e4\""),
        Test.Member("quantity", "\"0.010004\"", nearest: "0.01", tellsBound: true) with { Status = 422, Code = "FILTER_LOT_SIZE" },
        Test.Malformed(),
        Preview.Member("side", "\"byu\"", nearest: "buy", tellsBound: true),
        Preview.Member("symbol", "\"DOGE-USDT\"") with { Status = 404, Field = null, Code = "MARKET_NOT_FOUND" },
        Reduce.Member("quantity", null),
        Reduce.Member("price", "\"1\""),
        Reduce.New("an order that is not there") with { Status = 404, Code = "ORDER_NOT_FOUND" },
        CancelAll.Query("wait=-1&symbol=BTC-USDT", nearest: "0"),
        CancelAll.New("without symbol") with { Field = "?symbol", Code = "VALIDATION_FAILED" },
        CancelAll.Missing("api/v1/orders?symbol=DOGE-USDT", "MARKET_NOT_FOUND"),
    ];

    private static IEnumerable<BadInput> Own =>
    [
        List.Query("status=done"),
        List.Query("limit=101", nearest: "100"),
        List.UnknownQuery("symbl", nearest: "symbol"),
        List.UnknownQuery("clientOrderID", nearest: "clientOrderId"),
        One.UnknownQuery(),
        One.Missing("api/v1/orders/not-an-id", "ORDER_NOT_FOUND"),
        Cancel.Query("wait=-1", nearest: "0"),
        Cancel.Missing(Cancel.GoodPath, "ORDER_NOT_FOUND"),
        OwnTrades.Query("limit=none"),
        OwnTrades.Query("cursor=garbage", tellsBound: false),
    ];
}
