namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of accounts and administration.</summary>
internal static class AccountInputs
{
    private const string Email = "\"somebody@else.test\"";

    private static readonly GoodInput Register = new(
        "POST", "api/v1/auth/register", null, $$"""{"email":{{Email}},"password":"a long enough passphrase","country":"DE","acceptTerms":true}""");

    private static readonly GoodInput Verify = new("POST", "api/v1/auth/verify-email", null, """{"token":"abc"}""");
    private static readonly GoodInput Resend = new("POST", "api/v1/auth/resend-verification", null, $$"""{"email":{{Email}}}""");
    private static readonly GoodInput SecondStep = new("POST", "api/v1/auth/login/second-factor", null, """{"challenge":"made-up","code":"123456"}""");
    private static readonly GoodInput StepUp = new("POST", "api/v1/auth/step-up", "ana", """{"code":"123456"}""");
    private static readonly GoodInput SetUpFactor = new("POST", "api/v1/auth/2fa/setup", "ben", """{"password":"a long enough passphrase"}""");
    private static readonly GoodInput EnableFactor = new("POST", "api/v1/auth/2fa/enable", "ben", """{"code":"123456"}""");
    private static readonly GoodInput DisableFactor = new("POST", "api/v1/auth/2fa/disable", "ana", """{"code":"123456"}""");
    private static readonly GoodInput RecoveryCodes = new("POST", "api/v1/auth/2fa/recovery-codes", "ana", """{"code":"123456"}""");
    private static readonly GoodInput Page = new("GET", "docs/{file}", null);
    private static readonly GoodInput Keys = new("GET", "api/v1/api-keys", "ana");
    private static readonly GoodInput NewKey = new("POST", "api/v1/api-keys", "ana", """{"label":"bot","scopes":["read"]}""");
    private static readonly GoodInput DeleteKey = new("DELETE", "api/v1/api-keys/{id}", "ana");
    private static readonly GoodInput Login = new("POST", "api/v1/auth/login", null, $$"""{"email":{{Email}},"password":"a long enough passphrase"}""");
    private static readonly GoodInput Refresh = new("POST", "api/v1/auth/refresh", null, """{"refreshToken":"abc"}""");
    private static readonly GoodInput Logout = new("POST", "api/v1/auth/logout", "ana");
    private static readonly GoodInput Me = new("GET", "api/v1/me", "ana");

    private static readonly GoodInput SetUp = new(
        "POST", "api/v1/admin/setup", null, $$"""{"code":"AAAA-BBBB-CCCC-DDDD","email":{{Email}},"password":"a long enough passphrase"}""");

    private static readonly GoodInput Invite = new("POST", "api/v1/admin/invitations", "adam", $$"""{"email":{{Email}},"role":"support"}""");
    private static readonly GoodInput Close = new("PUT", "api/v1/admin/users/{userId}/status", "adam", """{"status":"disabled","reason":"As asked."}""");
    private static readonly GoodInput Accept = new("POST", "api/v1/auth/accept-invitation", null, """{"token":"abc","password":"a long enough passphrase"}""");
    private static readonly GoodInput Grant = new("POST", "api/v1/admin/users/{userId}/roles", "adam", """{"role":"support"}""");
    private static readonly GoodInput Revoke = new("DELETE", "api/v1/admin/users/{userId}/roles/{role}", "adam");
    private static readonly GoodInput Find = new("GET", "api/v1/admin/users", "adam") { NeededQuery = "email" };
    private static readonly GoodInput Level = new("PUT", "api/v1/admin/users/{userId}/kyc-level", "adam", """{"level":2,"reason":"Documents checked."}""");
    private static readonly GoodInput Reconcile = new("POST", "api/v1/admin/ledger/reconcile", "adam");
    private static readonly GoodInput VerifyLedger = new("GET", "api/v1/admin/ledger/verify", "adam");

    public static IEnumerable<BadInput> All =>
    [
        Register.Member("email", null),
        Register.Member("email", "\"no address\""),
        Register.Member("password", "\"short\"", tellsBound: true),
        Register.Member("password", $"\"{new string('x', 129)}\"", tellsBound: true),
        Register.Member("country", "\"Germany\""),
        Register.Member("acceptTerms", "false"),
        Register.Member("acceptTerms", "\"yes\""),
        Register.Member("emial", Email, nearest: "email"),
        Register.Malformed(),
        Verify.Member("token", null),
        Verify.Member("token", "17"),
        Resend.Member("email", null),
        Resend.Member("email", "\"no address\""),
        Login.Member("email", null),
        Login.Member("password", "12345678"),
        Login.Member("remember", "true"),
        Refresh.Member("refreshToken", null),
        Refresh.Member("refreshToken", "{}"),
        SecondStep.Member("challenge", null),
        SecondStep.Member("code", "\"12\"", tellsBound: true),
        SecondStep.New("made-up challenge") with { Status = 401, Code = "INVALID_CHALLENGE" },
        StepUp.Member("code", "123456"),
        StepUp.Member("code", null),
        StepUp.Anonymous(),
        SetUpFactor.Member("password", null),
        SetUpFactor.Member("password", "\"\"", tellsBound: true),
        SetUpFactor.Anonymous(),
        EnableFactor.Member("code", "\"1\"", tellsBound: true),
        EnableFactor.Member("secret", "\"mine\""),
        DisableFactor.Member("code", null),
        DisableFactor.UnknownQuery("force"),
        RecoveryCodes.Member("code", "[]"),
        RecoveryCodes.Member("count", "100"),
        Page.Missing("docs/index.html", "ROUTE_NOT_FOUND"),
        Page.Missing("docs/..%2F..%2Fkeys.json", "ROUTE_NOT_FOUND"),
        Keys.UnknownQuery("all"),
        Keys.Anonymous(),
        Keys.New("signed by nobody's key") with { By = null, Path = "api/v1/api-keys?timestamp=1&signature=00", Headers = [("X-API-Key", "made-up")], Status = 401, Code = "INVALID_API_KEY" },
        NewKey.Member("scopes", "[]", tellsBound: true),
        NewKey.Member("scopes", "[\"all\"]") with { Field = "/scopes/0" },
        NewKey.Member("addresses", "[\"home\"]") with { Field = "/addresses/0" },
        NewKey.Member("expiresInDays", "366", nearest: "365", tellsBound: true),
        NewKey.Member("publicKey", "\"AAAA\""),
        NewKey.Member("label", null),
        NewKey.New("key that withdraws from anywhere") with { Body = """{"label":"bot","scopes":["withdraw"],"dailyWithdrawalLimitUsd":"5"}""", Field = "/addresses" },
        NewKey.Member("dailyWithdrawalLimitUsd", "\"100\""),
        DeleteKey.Missing("api/v1/api-keys/0198c0de-0000-7000-8000-000000000000", "API_KEY_NOT_FOUND"),
        DeleteKey.Missing("api/v1/api-keys/mine", "API_KEY_NOT_FOUND"),
        Logout.UnknownQuery("all"),
        Logout.Anonymous(),
        Me.UnknownQuery("fields"),
        Me.Anonymous(),
        SetUp.Member("code", null),
        SetUp.Member("password", "\"short\"", tellsBound: true),
        Grant.Member("role", "\"king\"", tellsBound: true),
        Grant.Member("role", null),
        Invite.Member("email", "\"no address\"", tellsBound: true),
        Invite.Member("role", "\"king\"", tellsBound: true),
        Invite.Member("role", "\"customer\""),
        Invite.Member("name", "\"Sue\""),
        Invite.Anonymous(),
        Close.Member("status", "\"frozen\"", nearest: "disabled", tellsBound: true),
        Close.Member("status", "\"gone\""),
        Close.Member("reason", "\"\"", tellsBound: true),
        Close.Anonymous(),
        Accept.Member("token", null),
        Accept.Member("password", "\"\"", tellsBound: true),
        Accept.New("made-up token") with { Status = 422, Code = "TOKEN_INVALID" },
        Revoke.UnknownQuery("reason"),
        Revoke.Missing("api/v1/admin/users/{ana}/roles/king", "ROLE_NOT_FOUND"),
        Find.UnknownQuery("mail", nearest: "email"),
        Find.Query("email=nobody", tellsBound: false),
        Find.Query("cursor=x", tellsBound: false),
        Level.Member("level", "9", nearest: "3", tellsBound: true),
        Level.Member("level", "\"2\""),
        Level.Member("reason", "\"\"", tellsBound: true),
        Level.Member("level", "-1", nearest: "0", tellsBound: true),
        VerifyLedger.UnknownQuery("deep"),
        VerifyLedger.Anonymous(),
        Reconcile.UnknownQuery("force"),
        Reconcile.Anonymous(),
    ];
}
