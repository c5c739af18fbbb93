namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of the withdrawal policy.</summary>
internal static class PolicyInputs
{
    private const string Policies = "api/v1/compliance/policies";

    private static readonly GoodInput Find = new("GET", Policies, "rita");
    private static readonly GoodInput Version = new("GET", Policies + "/versions/{version}", "rita") { Path = Policies + "/versions/0" };

    private static readonly GoodInput Draft = new("PUT", Policies + "/draft", "adam", """{"reason":"New","rules":[{"name":"all","outcome":"approve"}]}""")
    {
        Headers = [("If-Match", "\"0\"")],
    };

    private static readonly GoodInput Discard = new("POST", Policies + "/draft/discard", "adam", """{"reason":"No"}""") { Headers = [("If-Match", "\"0\"")] };
    private static readonly GoodInput Publish = new("POST", Policies + "/publish", "adam", """{"reason":"Yes"}""") { Headers = [("If-Match", "\"0\"")] };
    private static readonly GoodInput Simulate = new("POST", Policies + "/simulate", "rita", """{"asset":"BTC","network":"bitcoin","valueUsd":"500"}""");

    public static IEnumerable<BadInput> All =>
    [
        Find.UnknownQuery("version"),
        Find.Anonymous(),
        Version.UnknownQuery(),
        Version.Missing(Policies + "/versions/99999", "POLICY_VERSION_NOT_FOUND"),
        Draft.Member("reason", "\"\"", tellsBound: true),
        Draft.Member("rules", "5"),
        Draft.Member("rules", "[null]"),
        Draft.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        Discard.Member("reason", null),
        Discard.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        Publish.Member("reason", "7"),
        Publish.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        Simulate.Member("valueUsd", "\"a lot\""),
        Simulate.Member("risk", "101", nearest: "100", tellsBound: true),
        Simulate.Member("destination", "\"moon\"", tellsBound: true),
    ];
}
