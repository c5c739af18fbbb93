namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to private streams and to hubs.</summary>
internal static class StreamInputs
{
    private const string Topics = """{"connectionId":"7Kc2bN1xQe0pYw3uTtRrVg","topics":["depth:BTC-USDT"]}""";

    private static readonly GoodInput Stream = new("GET", "api/v1/stream/user", "ana");
    private static readonly GoodInput Events = new("GET", "api/v1/stream/user/events", "ana");
    private static readonly GoodInput Subscribe = new("POST", "api/v1/stream/subscriptions", null, Topics);
    private static readonly GoodInput Unsubscribe = new("POST", "api/v1/stream/subscriptions/end", null, Topics);
    private static readonly GoodInput Market = new("POST", "hubs/market/negotiate", null);
    private static readonly GoodInput User = new("POST", "hubs/user/negotiate", "ana");

    public static IEnumerable<BadInput> All =>
    [
        Stream.Query("after=-1", tellsBound: false),
        Stream.Query("after=99999999999999999999"),
        Stream.New("Last-Event-ID BTC-USDT:1") with { Headers = [("Last-Event-ID", "BTC-USDT:1")], Field = "?after", Code = "VALIDATION_FAILED" },
        Stream.UnknownQuery("before", nearest: "after"),
        Events.Query("after=1e3", tellsBound: false),
        Events.Query("after=9999999999999999999", tellsBound: false),
        Events.Query("limit=1001", nearest: "1000"),
        Events.New("after=5") with { Path = "api/v1/stream/user/events?after=5", Status = 410, Code = "EVENTS_EXPIRED" },
        .. Asking(Subscribe),
        .. Asking(Unsubscribe),
        Subscribe.Member("topics", """["depth:DOGE-USDT"]""") with { Status = 404, Code = "MARKET_NOT_FOUND", Field = null },
        Market.Query("negotiateVersion=x"),
        Market.UnknownQuery(),
        User.Query("negotiateVersion=101", nearest: "100"),
        User.UnknownQuery(),
    ];

    private static IEnumerable<BadInput> Asking(GoodInput good) =>
    [
        good.Member("topics", """["depth"]""") with { Field = "/topics/0" },
        good.Member("topics", """["depth:BTC-USDT:1m"]""") with { Field = "/topics/0" },
        good.Member("topics", """["candles:BTC-USDT:7m"]""") with { Field = "/topics/0" },
        good.Member("topics", null),
        good.Member("connectionId", "\"\""),
        good.Member("connectionId", "\"nobodys\"") with { Status = 404, Code = "CONNECTION_NOT_FOUND", Field = null },
        good.Member("colour", "\"red\""),
    ];
}
