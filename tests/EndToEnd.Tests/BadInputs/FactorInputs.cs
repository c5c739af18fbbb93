namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of passkeys, and of what takes two of the staff.</summary>
internal static class FactorInputs
{
    private static readonly GoodInput Passkeys = new("GET", "api/v1/auth/passkeys", "ana");
    private static readonly GoodInput Begin = new("POST", "api/v1/auth/passkeys/register/options", "ben", """{"password":"a long enough passphrase"}""");
    private static readonly GoodInput Add = new("POST", "api/v1/auth/passkeys/register", "ben", """{"state":"abc","label":"phone","credential":{}}""");
    private static readonly GoodInput BeginLogin = new("POST", "api/v1/auth/passkeys/login/options", null);
    private static readonly GoodInput Login = new("POST", "api/v1/auth/passkeys/login", null, """{"state":"abc","credential":{}}""");
    private static readonly GoodInput BeginStepUp = new("POST", "api/v1/auth/passkeys/step-up/options", "ana");
    private static readonly GoodInput StepUp = new("POST", "api/v1/auth/passkeys/step-up", "ana", """{"state":"abc","credential":{}}""");
    private static readonly GoodInput Remove = new("DELETE", "api/v1/auth/passkeys/{id}", "ana");
    private static readonly GoodInput Lost = new("POST", "api/v1/auth/2fa/lost", null, """{"challenge":"made-up"}""");
    private static readonly GoodInput Requests = new("GET", "api/v1/admin/requests", "adam");
    private static readonly GoodInput Approve = new("POST", "api/v1/admin/requests/{id}/approve", "adam", """{"reason":"seen on video"}""");
    private static readonly GoodInput Reject = new("DELETE", "api/v1/admin/requests/{id}", "adam");
    private static readonly GoodInput Unlock = new("POST", "api/v1/admin/users/{userId}/unlock", "adam");
    private static readonly GoodInput Rotate = new("POST", "api/v1/admin/signing-keys/rotate", "adam", """{"revokeOld":false}""");
    private static readonly GoodInput StopBreakGlass = new("DELETE", "api/v1/admin/setup/break-glass", "adam");

    public static IEnumerable<BadInput> All =>
    [
        Passkeys.UnknownQuery("all"),
        Passkeys.Anonymous(),
        Begin.Member("password", null),
        Begin.Anonymous(),
        Add.Member("label", "\"\"", tellsBound: true),
        Add.Member("credential", "17"),
        Add.New("made-up state") with { Status = 401, Code = "INVALID_PASSKEY" },
        BeginLogin.UnknownQuery("user"),
        BeginLogin.UnknownQuery("email"),
        Login.Member("credential", null),
        Login.Member("credential", "[]"),
        Login.New("made-up state") with { Status = 401, Code = "INVALID_PASSKEY" },
        BeginStepUp.UnknownQuery("for"),
        BeginStepUp.Anonymous(),
        StepUp.Member("state", null),
        StepUp.New("made-up state") with { Status = 403, Code = "INVALID_SECOND_FACTOR" },
        Remove.Missing("api/v1/auth/passkeys/mine", "PASSKEY_NOT_FOUND"),
        Remove.Missing("api/v1/auth/passkeys/0198c0de-0000-7000-8000-000000000000", "PASSKEY_NOT_FOUND"),
        Lost.Member("challenge", null),
        Lost.New("made-up challenge") with { Status = 401, Code = "INVALID_CHALLENGE" },
        Requests.UnknownQuery("kind"),
        Requests.Anonymous(),
        Approve.Member("reason", "\"\"", tellsBound: true),
        Approve.Missing("api/v1/admin/requests/0198c0de-0000-7000-8000-000000000000/approve", "REQUEST_NOT_FOUND"),
        Reject.Missing("api/v1/admin/requests/mine", "REQUEST_NOT_FOUND"),
        Reject.Anonymous(),
        Unlock.UnknownQuery("all"),
        Unlock.Missing("api/v1/admin/users/0198c0de-0000-7000-8000-000000000000/unlock", "USER_NOT_FOUND"),
        Rotate.Member("revokeOld", "\"yes\""),
        Rotate.Anonymous(),
        StopBreakGlass.UnknownQuery("force"),
        StopBreakGlass.Missing("api/v1/admin/setup/break-glass", "NO_BREAK_GLASS"),
    ];
}
