namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of the audit log, the threat monitoring and the keys.</summary>
internal static class AuditInputs
{
    private static readonly GoodInput Records = new("GET", "api/v1/compliance/audit", "adam");
    private static readonly GoodInput Verify = new("GET", "api/v1/compliance/audit/verify", "adam");

    private static readonly GoodInput Alerts = new("GET", "api/v1/admin/alerts", "adam");
    private static readonly GoodInput Report = new("GET", "api/v1/admin/security-report", "adam");
    private static readonly GoodInput Rotate = new("POST", "api/v1/admin/keys/rotate", "adam");

    public static IEnumerable<BadInput> All =>
    [
        Alerts.Query("limit=0", nearest: "1"),
        Alerts.UnknownQuery("severity"),
        Report.Query("day=today"),
        Report.UnknownQuery(),
        Rotate.UnknownQuery(),
        Rotate.Anonymous(),
        Records.Query("stream=acces", nearest: "access"),
        Records.Query("limit=101", nearest: "100"),
        Records.Query("from=yesterday"),
        Records.Query("actor="),
        Records.UnknownQuery("user"),
        Verify.Query("from=2026-13-01"),
        Verify.Query("to=1999-12-31"),
        Verify.Query("stream=everything"),
        Verify.UnknownQuery(),
    ];
}
