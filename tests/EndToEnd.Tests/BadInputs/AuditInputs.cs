namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of the audit log.</summary>
internal static class AuditInputs
{
    private static readonly GoodInput Records = new("GET", "api/v1/compliance/audit", "adam");
    private static readonly GoodInput Verify = new("GET", "api/v1/compliance/audit/verify", "adam");

    public static IEnumerable<BadInput> All =>
    [
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
