namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of assets and of the simulated networks.</summary>
internal static class AssetInputs
{
    private static readonly GoodInput Directory = new("GET", "api/v1/admin/assets", "adam");

    private static readonly GoodInput Add = new("POST", "api/v1/admin/assets", "adam", """
        {"code":"DAI","name":"Dai","scale":18,"withdrawalScale":8,"displayPlaces":2,"isFiat":false,"reason":"Asked for"}
        """)
    {
        Headers = [("If-Match", "\"0\"")],
    };

    private static readonly GoodInput Change = new("PATCH", "api/v1/admin/assets/{code}", "adam", """{"reason":"Maintenance","isDisabled":true}""")
    {
        Path = "api/v1/admin/assets/USDC",
        Headers = [("If-Match", "\"0\"")],
    };

    private static readonly GoodInput SetNetwork = new("PUT", "api/v1/admin/assets/{code}/networks/{network}", "adam", """
        {"minDeposit":"1","minWithdrawal":"5","maxWithdrawal":"5000","withdrawalFee":"1","confirmations":6,"depositsOpen":true,"withdrawalsOpen":true,"reason":"Maintenance"}
        """)
    {
        Path = "api/v1/admin/assets/USDT/networks/tron",
        Headers = [("If-Match", "\"0\"")],
    };

    private static readonly GoodInput Chain = new("POST", "api/v1/dev/chain", "adam", """{"network":"bitcoin","action":"reorganize","blocks":2,"fate":"mined"}""");

    private static readonly GoodInput Webhook = new("POST", "api/v1/webhooks/custody", null, """{"network":"bitcoin","news":"incoming"}""")
    {
        Headers = [("Idempotency-Key", "bad-input"), ("X-Timestamp", "1"), ("X-Signature", "00")],
    };

    public static IEnumerable<BadInput> All => [.. Adding, .. Changing, .. Scripting, .. Waking];

    private static IEnumerable<BadInput> Waking =>
    [
        Webhook.New("without Idempotency-Key") with { Headers = [], Code = "IDEMPOTENCY_KEY_REQUIRED" },
        Webhook.Member("news", "\"incomming\"", nearest: "incoming", tellsBound: true),
        Webhook.Member("withdrawalId", "\"w1\""),
        Webhook.Malformed(),
        Webhook.New("where no provider sends some") with { Status = 404, Code = "NOT_FOUND" },
    ];

    private static IEnumerable<BadInput> Adding =>
    [
        Directory.UnknownQuery(),
        Directory.Anonymous(),
        Add.Member("code", "\"dai\""),
        Add.Member("code", "\"BTC\"") with { Status = 409, Code = "ASSET_EXISTS", Field = null },
        Add.Member("scale", "19", nearest: "18", tellsBound: true),
        Add.Member("withdrawalScale", "-1", nearest: "0", tellsBound: true),
        Add.Member("reason", "\"\"", tellsBound: true),
        Add.Member("name", null),
        Add.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        Add.New("of a version that never was") with { Headers = [("If-Match", "\"77\"")], Status = 412, Code = "ASSETS_CHANGED" },
    ];

    private static IEnumerable<BadInput> Changing =>
    [
        Change.Member("displayPlaces", "9", nearest: "8", tellsBound: true),
        Change.Member("isDisabled", "\"yes\""),
        Change.Member("scale", "6"),
        Change.Missing("api/v1/admin/assets/DOGE", "ASSET_NOT_FOUND"),
        Change.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
        SetNetwork.Member("minWithdrawal", "\"0\"", tellsBound: true),
        SetNetwork.Member("maxWithdrawal", "\"4\"", tellsBound: true),
        SetNetwork.Member("withdrawalFee", "1"),
        SetNetwork.Member("minDeposit", "\"0.0000001\"", tellsBound: true),
        SetNetwork.Member("confirmations", "0", nearest: "1", tellsBound: true),
        SetNetwork.Missing("api/v1/admin/assets/DOGE/networks/tron", "ASSET_NOT_FOUND"),
        SetNetwork.New("over a network of banks") with { Path = "api/v1/admin/assets/USDT/networks/sepa", Field = "/network", TellsBound = true },
        SetNetwork.New("without If-Match") with { Headers = [], Status = 428, Code = "PRECONDITION_REQUIRED" },
    ];

    private static IEnumerable<BadInput> Scripting =>
    [
        Chain.Member("network", "\"dogecoin\"", tellsBound: true),
        Chain.Member("action", "\"reorganise\"", nearest: "reorganize", tellsBound: true),
        Chain.Member("blocks", "0", nearest: "1", tellsBound: true),
        Chain.Member("blocks", null),
        Chain.Member("fate", "\"lost\"", tellsBound: true),
        Chain.Member("action", "\"decide\"") with { Field = "/transactionId" },
        Chain.Member("action", "\"plan\"") with { Field = "/address" },
        Chain.New("an address that cannot exist") with
        {
            Body = """{"network":"bitcoin","action":"plan","address":"bc1qx","fate":"stuck"}""", Field = "/address",
        },
        Chain.New("a transaction that is not there") with
        {
            Body = """{"network":"bitcoin","action":"decide","transactionId":"00","fate":"stuck"}""", Status = 404, Code = "TRANSACTION_NOT_FOUND",
        },
        Chain.Anonymous(),
    ];
}
