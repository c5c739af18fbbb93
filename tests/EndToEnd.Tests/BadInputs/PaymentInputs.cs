namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to payment codes and requests for money.</summary>
internal static class PaymentInputs
{
    private const string Routes = "api/v1/wallet/payment-requests";
    private const string Unknown = Routes + "/AZjA3gAAcACAAAAAAAAACgGYwN4AAHAAgAAAAAAAAAo";

    private static readonly (string Name, string Value)[] Key = [("Idempotency-Key", "bad-input")];
    private static readonly GoodInput Code = new("GET", "api/v1/wallet/payment-code", "ana");
    private static readonly GoodInput Replace = new("POST", "api/v1/wallet/payment-code", "ana");
    private static readonly GoodInput Revoke = new("DELETE", "api/v1/wallet/payment-code", "ana");
    private static readonly GoodInput Name = new("PUT", "api/v1/me/user-name", "ana", """{"userName":"ana_pays"}""");
    private static readonly GoodInput GiveUp = new("DELETE", "api/v1/me/user-name", "ana");
    private static readonly GoodInput Create = new("POST", Routes, "ana", """{"asset":"BTC","amount":"0.01"}""") { Headers = Key };
    private static readonly GoodInput Requests = new("GET", Routes, "ana");
    private static readonly GoodInput Request = new("GET", Routes + "/{code}", "ana") { Path = Unknown };
    private static readonly GoodInput Pay = new("POST", Routes + "/{code}/pay", "ana", "{}") { Path = Unknown + "/pay", Headers = Key };
    private static readonly GoodInput Cancel = new("DELETE", Routes + "/{code}", "ana") { Path = Unknown };

    public static IEnumerable<BadInput> All =>
    [
        Code.UnknownQuery(),
        Code.Anonymous(),
        Replace.UnknownQuery(),
        Replace.Anonymous(),
        Revoke.UnknownQuery(),
        Revoke.Anonymous(),
        Name.Member("userName", "\"an\"", tellsBound: true),
        Name.Member("userName", "\"ana pays\"", tellsBound: true),
        Name.Member("userName", "\"support_ana\""),
        Name.Member("userName", null),
        Name.Anonymous(),
        GiveUp.UnknownQuery(),
        GiveUp.Anonymous(),
        Create.New("without Idempotency-Key") with { Headers = [], Code = "IDEMPOTENCY_KEY_REQUIRED" },
        Create.Member("amount", "\"0\"", tellsBound: true),
        Create.Member("asset", "\"DOGE\""),
        Create.Member("expiresInHours", "100000", nearest: "2160", tellsBound: true),
        Create.Member("memo", "\"\"", tellsBound: true),
        Requests.Query("limit=1000", nearest: "100"),
        Requests.UnknownQuery("status"),
        Request.UnknownQuery(),
        Request.Missing(Unknown, "PAYMENT_REQUEST_NOT_FOUND"),
        Request.Missing(Routes + "/nonsense", "PAYMENT_REQUEST_NOT_FOUND"),
        Pay.New("without Idempotency-Key") with { Headers = [], Code = "IDEMPOTENCY_KEY_REQUIRED" },
        Pay.Missing(Unknown + "/pay", "PAYMENT_REQUEST_NOT_FOUND") with { Body = "{}", Headers = Key },
        Pay.Member("amount", "\"5\""),
        Cancel.UnknownQuery(),
        Cancel.Missing(Unknown, "PAYMENT_REQUEST_NOT_FOUND"),
    ];
}
