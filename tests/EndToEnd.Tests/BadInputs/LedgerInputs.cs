namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of adjustments and of the proof of liabilities.</summary>
internal static class LedgerInputs
{
    private static readonly GoodInput Propose = new("POST", "api/v1/admin/adjustments", "adam", """
        {"houseAccount":"custody","asset":"BTC","amount":"0.01","direction":"increase","kind":"revenue","reason":"found","reference":"ticket 7"}
        """)
    {
        Headers = [("Idempotency-Key", "bad-input")],
    };

    private static readonly GoodInput List = new("GET", "api/v1/admin/adjustments", "adam");
    private static readonly GoodInput One = new("GET", "api/v1/admin/adjustments/{id}", "adam");

    private static readonly GoodInput Approve = new("POST", "api/v1/admin/adjustments/{id}/approve", "adam", """{"reason":"Seen."}""")
    {
        Headers = [("If-Match", "\"1\"")],
    };

    private static readonly GoodInput Reject = new("POST", "api/v1/admin/adjustments/{id}/reject", "adam", """{"reason":"Seen."}""")
    {
        Headers = [("If-Match", "\"1\"")],
    };

    private static readonly GoodInput Liabilities = new("GET", "api/v1/liabilities", null);
    private static readonly GoodInput Proof = new("GET", "api/v1/wallet/liability-proof", "ana") { NeededQuery = "asset" };
    private static readonly GoodInput Snapshot = new("POST", "api/v1/admin/ledger/liabilities/snapshot", "adam");

    public static IEnumerable<BadInput> All => [.. Proposing, .. Deciding, .. Proving];

    private static IEnumerable<BadInput> Proposing =>
    [
        Propose.New("without Idempotency-Key") with { Headers = [], Code = "IDEMPOTENCY_KEY_REQUIRED" },
        Propose.Member("amount", "\"0\"", tellsBound: true),
        Propose.Member("amount", "0.01"),
        Propose.Member("asset", "\"DOGE\""),
        Propose.Member("direction", "\"up\"", tellsBound: true),
        Propose.Member("kind", "\"expence\"", nearest: "expense", tellsBound: true),
        Propose.Member("houseAccount", "\"clearing\""),
        Propose.Member("houseAccount", null) with { Field = "/userId" },
        Propose.Member("userId", "\"ana\""),
        Propose.Member("reason", "\"\"", tellsBound: true),
        Propose.Member("reference", null),
        Propose.Member("colour", "\"red\""),
        List.Query("status=open"),
        List.Query("limit=101", nearest: "100"),
        List.UnknownQuery("state"),
        One.UnknownQuery(),
        One.Missing(One.GoodPath, "ADJUSTMENT_NOT_FOUND"),
    ];

    private static IEnumerable<BadInput> Deciding =>
    [
        Approve.Member("reason", null),
        Approve.Missing(Approve.GoodPath, "ADJUSTMENT_NOT_FOUND"),
        Approve.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        Reject.Member("reason", "7"),
        Reject.Missing("api/v1/admin/adjustments/not-an-id/reject", "ADJUSTMENT_NOT_FOUND"),
        Reject.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
    ];

    private static IEnumerable<BadInput> Proving =>
    [
        Liabilities.UnknownQuery(),
        Liabilities.UnknownQuery("asset"),
        Proof.New("without an asset") with { Field = "?asset", TellsBound = true },
        Proof.Query("asset=DOGE", tellsBound: false),
        Proof.UnknownQuery("snapshot"),
        Snapshot.UnknownQuery(),
        Snapshot.Anonymous(),
    ];
}
