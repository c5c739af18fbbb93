namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of reviewers, and of withdrawals that people look after.</summary>
internal static class ReviewInputs
{
    private static readonly GoodInput Cases = new("GET", "api/v1/compliance/cases", "rita");
    private static readonly GoodInput Case = new("GET", "api/v1/compliance/cases/{id}", "rita");
    private static readonly GoodInput Metrics = new("GET", "api/v1/compliance/case-metrics", "rita");

    private static readonly GoodInput Decide = new(
        "POST", "api/v1/compliance/cases/{id}/decisions", "rita", """{"decision":"approve","reason":"Known customer.","reasonCode":"known_customer"}""")
    {
        Headers = [("If-Match", "\"1\"")],
    };

    private static readonly GoodInput Claim = new("POST", "api/v1/compliance/cases/{id}/claim", "rita") { Headers = [("If-Match", "\"1\"")] };
    private static readonly GoodInput Release = new("POST", "api/v1/compliance/cases/{id}/release", "rita") { Headers = [("If-Match", "\"1\"")] };

    private static readonly GoodInput Reassign = new(
        "POST", "api/v1/compliance/cases/{id}/reassign", "adam", """{"userId":"0198c0de-0000-7000-8000-000000000001"}""")
    {
        Headers = [("If-Match", "\"1\"")],
    };

    private static readonly GoodInput Note = new("POST", "api/v1/compliance/cases/{id}/notes", "rita", """{"text":"Called the customer."}""")
    {
        Headers = [("If-Match", "\"1\"")],
    };

    private static readonly GoodInput ByLink = new("POST", "api/v1/wallet/withdrawals/confirmation", null, """
        {"userId":"0198c0de-0000-7000-8000-000000000001","withdrawalId":"0198c0de-0000-7000-8000-00000000000a","token":"abc"}
        """);

    private static readonly GoodInput Resend = new("POST", "api/v1/wallet/withdrawals/{id}/resend-confirmation", "ana");
    private static readonly GoodInput Stuck = new("GET", "api/v1/admin/withdrawals/stuck", "adam");
    private static readonly GoodInput Pauses = new("GET", "api/v1/admin/withdrawals/pauses", "adam");
    private static readonly GoodInput Pause = new("POST", "api/v1/admin/withdrawals/pause", "adam", """{"asset":"BTC","reason":"an incident"}""");
    private static readonly GoodInput Resume = new("POST", "api/v1/admin/withdrawals/resume", "adam", """{"asset":"BTC","reason":"it is over"}""");
    private static readonly GoodInput Code = new("PUT", "api/v1/me/anti-phishing-code", "ana", """{"code":"blue horse"}""");

    public static IEnumerable<BadInput> All => [.. Reading, .. Deciding, .. Working, .. Withdrawals];

    private static IEnumerable<BadInput> Reading =>
    [
        Cases.Query("state=pending"),
        Cases.Query("type=kyc"),
        Cases.Query("priority=101", nearest: "100"),
        Cases.Query("assigned=rita"),
        Cases.Query("slaBreached=yes"),
        Cases.Query("limit=101", nearest: "100"),
        Case.UnknownQuery(),
        Case.Missing(Case.GoodPath, "CASE_NOT_FOUND"),
        Metrics.UnknownQuery(),
        Metrics.Anonymous(),
    ];

    private static IEnumerable<BadInput> Deciding =>
    [
        Decide.Member("decision", "\"aprove\"", nearest: "approve", tellsBound: true),
        Decide.Member("reason", null),
        Decide.Member("reason", "\"\"", tellsBound: true),
        Decide.Member("reasonCode", "\"none\"", tellsBound: true),
        Decide.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
    ];

    private static IEnumerable<BadInput> Working =>
    [
        Claim.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        Claim.Missing(Claim.GoodPath, "CASE_NOT_FOUND"),
        Release.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        Release.Missing("api/v1/compliance/cases/not-an-id/release", "CASE_NOT_FOUND"),
        Reassign.Member("userId", "\"rita\""),
        Reassign.Member("userId", null),
        Reassign.Missing(Reassign.GoodPath, "CASE_NOT_FOUND"),
        Note.Member("text", "\"\"", tellsBound: true),
        Note.Member("text", $"\"{new string('n', 2001)}\"", tellsBound: true),
    ];

    private static IEnumerable<BadInput> Withdrawals =>
    [
        ByLink.Member("token", null),
        ByLink.Member("userId", "\"ana\""),
        ByLink.Missing(ByLink.GoodPath, "WITHDRAWAL_NOT_FOUND"),
        Resend.UnknownQuery(),
        Resend.Missing(Resend.GoodPath, "WITHDRAWAL_NOT_FOUND"),
        Stuck.UnknownQuery("limit"),
        Stuck.Anonymous(),
        Pauses.UnknownQuery(),
        Pauses.Anonymous(),
        Pause.Member("asset", "\"DOGE\""),
        Pause.Member("reason", null),
        Pause.Member("reason", "\"\"", tellsBound: true),
        Resume.Member("asset", "\"DOGE\""),
        Resume.Member("reason", "7"),
        Code.Member("code", "\"abc\"", tellsBound: true),
        Code.Member("code", "\"<b>bold</b>\"", tellsBound: true),
    ];
}
