namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes by which customers look after their accounts.</summary>
internal static class OwnAccountInputs
{
    private const string Password = "\"a long enough passphrase\"";

    private static readonly GoodInput Forgot = new("POST", "api/v1/auth/password/forgot", null, """{"email":"somebody@else.test"}""");
    private static readonly GoodInput Reset = new("POST", "api/v1/auth/password/reset", null, $$"""{"token":"abc","password":{{Password}}}""");
    private static readonly GoodInput Change = new("POST", "api/v1/auth/password/change", "ana", $$"""{"currentPassword":{{Password}},"newPassword":{{Password}}}""");
    private static readonly GoodInput ChangeEmail = new("POST", "api/v1/auth/email/change", "ana", $$"""{"newEmail":"somebody@else.test","password":{{Password}}}""");
    private static readonly GoodInput ConfirmEmail = new("POST", "api/v1/auth/email/change/confirm", null, """{"token":"abc"}""");
    private static readonly GoodInput Freeze = new("POST", "api/v1/auth/freeze", null, """{"token":"abc"}""");
    private static readonly GoodInput Sessions = new("GET", "api/v1/auth/sessions", "ana");
    private static readonly GoodInput EndSession = new("DELETE", "api/v1/auth/sessions/{id}", "ana");
    private static readonly GoodInput EndAll = new("POST", "api/v1/auth/logout-all", "ana");
    private static readonly GoodInput ChangeMe = new("PATCH", "api/v1/me", "ana", """{"country":"DE"}""");
    private static readonly GoodInput Consent = new("POST", "api/v1/me/consents", "ana", """{"consents":[]}""");
    private static readonly GoodInput Devices = new("GET", "api/v1/me/devices", "ana");
    private static readonly GoodInput Activity = new("GET", "api/v1/me/activity", "ana");
    private static readonly GoodInput Page = new("GET", "links/{page}", null);

    private static readonly GoodInput ConfirmByLink = new(
        "POST", "api/v1/wallet/withdrawals/confirm", null,
        """{"userId":"0198c0de-0000-7000-8000-000000000000","withdrawalId":"0198c0de-0000-7000-8000-000000000000","token":"abc"}""");

    public static IEnumerable<BadInput> All =>
    [
        Forgot.Member("email", null),
        Forgot.Member("email", "\"no address\""),
        Forgot.Malformed(),
        Reset.Member("token", null),
        Reset.Member("password", "\"\"", tellsBound: true),
        Reset.New("made-up token") with { Status = 422, Code = "TOKEN_INVALID" },
        Change.Member("newPassword", null),
        Change.Member("currentPassword", "\"\"", tellsBound: true),
        Change.Anonymous(),
        ChangeEmail.Member("newEmail", "\"no address\"", tellsBound: true),
        ChangeEmail.Member("password", null),
        ChangeEmail.Anonymous(),
        ConfirmEmail.Member("token", "17"),
        ConfirmEmail.New("made-up token") with { Status = 422, Code = "TOKEN_INVALID" },
        Freeze.Member("token", null),
        Freeze.New("made-up token") with { Status = 422, Code = "TOKEN_INVALID" },
        Sessions.UnknownQuery("all"),
        Sessions.Anonymous(),
        EndSession.Missing("api/v1/auth/sessions/mine", "SESSION_NOT_FOUND"),
        EndSession.Missing("api/v1/auth/sessions/0198c0de-0000-7000-8000-000000000000", "SESSION_NOT_FOUND"),
        EndAll.UnknownQuery("except"),
        EndAll.Anonymous(),
        ChangeMe.Member("country", "\"Germany\"", tellsBound: true),
        ChangeMe.Member("birthDate", "\"2990-01-01\"", tellsBound: true),
        ChangeMe.Member("roles", "[\"admin\"]"),
        ChangeMe.Anonymous(),
        Consent.Member("consents", "[{\"document\":\"cookies\",\"version\":\"1\"}]", tellsBound: true) with { Field = "/consents/0/document" },
        Consent.Member("consents", null),
        Consent.Anonymous(),
        Devices.UnknownQuery("all"),
        Devices.Anonymous(),
        Activity.UnknownQuery("all"),
        Activity.Anonymous(),
        Page.Missing("links/index.html", "ROUTE_NOT_FOUND"),
        Page.Missing("links/..%2Fkeys.json", "ROUTE_NOT_FOUND"),
        ConfirmByLink.Member("userId", "\"ana\""),
        ConfirmByLink.Member("token", null),
        ConfirmByLink.New("of nobody") with { Status = 404, Code = "WITHDRAWAL_NOT_FOUND" },
    ];
}
