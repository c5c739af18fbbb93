namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of fees.</summary>
internal static class FeeInputs
{
    private static readonly GoodInput Fees = new("GET", "api/v1/fees", null);
    private static readonly GoodInput Own = new("GET", "api/v1/me/fees", "ana");
    private static readonly GoodInput Schedule = new("GET", "api/v1/admin/fees", "adam");
    private static readonly GoodInput Find = new("GET", "api/v1/admin/users/{userId}/fees", "adam");

    private static readonly GoodInput SetSchedule = new("PUT", "api/v1/admin/fees", "adam", """{"reason":"New prices","tiers":[{"volume":"100000","makerFeeBp":8,"takerFeeBp":10}]}""")
    {
        Headers = [("If-Match", "\"0\"")],
    };

    private static readonly GoodInput Set = new("PUT", "api/v1/admin/users/{userId}/fees", "adam", """{"reason":"Large","overrides":[{"makerFeeBp":0,"takerFeeBp":5}]}""")
    {
        Headers = [("If-Match", "\"0\"")],
    };

    public static IEnumerable<BadInput> All =>
    [
        Fees.UnknownQuery(),
        Fees.UnknownQuery("symbol"),
        Own.UnknownQuery(),
        Own.Anonymous(),
        Schedule.UnknownQuery(),
        Schedule.Anonymous(),
        Find.UnknownQuery(),
        Find.Missing("api/v1/admin/users/not-an-id/fees", "USER_NOT_FOUND"),
        SetSchedule.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        SetSchedule.New("a stale version") with { Headers = [("If-Match", "\"99\"")], Status = 412, Code = "FEES_CHANGED" },
        SetSchedule.Member("reason", "\"\"", tellsBound: true),
        SetSchedule.Member("tiers", """[{"volume":"100","makerFeeBp":1001,"takerFeeBp":10}]""", nearest: "1000", tellsBound: true) with { Name = "a rate that is too high", Field = "/tiers/0/makerFeeBp" },
        SetSchedule.Member("tiers", """[{"volume":"2","makerFeeBp":1,"takerFeeBp":1},{"volume":"2","makerFeeBp":1,"takerFeeBp":1}]""", tellsBound: true) with { Name = "volumes that do not rise", Field = "/tiers/1/volume" },
        SetSchedule.Member("tiers", "[null]") with { Field = "/tiers/0" },
        SetSchedule.Member("markets", """[{"symbol":"DOGE-USDT","tiers":[]}]""") with { Name = "a table of no market", Field = "/markets/0/symbol" },
        Set.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        Set.New("a stale version") with { Headers = [("If-Match", "\"99\"")], Status = 412, Code = "FEES_CHANGED" },
        Set.Missing("api/v1/admin/users/0198c0de-0000-7000-8000-000000000000/fees", "USER_NOT_FOUND"),
        Set.Member("overrides", """[{"makerFeeBp":-1,"takerFeeBp":5}]""", nearest: "0", tellsBound: true) with { Name = "a negative rate", Field = "/overrides/0/makerFeeBp" },
        Set.Member("overrides", """[{"makerFeeBp":1,"takerFeeBp":5,"until":"tomorrow"}]""") with { Name = "an end that is no time", Field = "/overrides/0/until" },
        Set.Member("reason", null),
    ];
}
