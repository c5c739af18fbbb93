namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>Bad inputs to the routes of wallets and compliance.</summary>
internal static class WalletInputs
{
    private static readonly GoodInput Balances = new("GET", "api/v1/wallet/balances", "ana");
    private static readonly GoodInput Portfolio = new("GET", "api/v1/portfolio", "ana");
    private static readonly GoodInput Performance = new("GET", "api/v1/portfolio/performance", "ana");
    private static readonly GoodInput Statements = new("GET", "api/v1/wallet/statements", "ana");
    private static readonly GoodInput Statement = new("GET", "api/v1/wallet/statements/{month}", "ana") { Path = "api/v1/wallet/statements/2026-01" };
    private static readonly GoodInput Entries = new("GET", "api/v1/wallet/entries", "ana");
    private static readonly GoodInput Address = new("POST", "api/v1/wallet/deposit-addresses", "ana", """{"asset":"BTC","network":"bitcoin"}""");
    private static readonly GoodInput Deposits = new("GET", "api/v1/wallet/deposits", "ana");
    private static readonly GoodInput Faucet = new("POST", "api/v1/dev/faucet", "ana", """{"asset":"BTC","amount":"0.1"}""");

    private static readonly GoodInput Withdraw = new("POST", "api/v1/wallet/withdrawals", "ana", """
        {"asset":"BTC","network":"bitcoin","address":"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4","amount":"0.01"}
        """)
    {
        Headers = [("Idempotency-Key", "bad-input")],
    };

    private static readonly GoodInput Quote = new("POST", "api/v1/wallet/withdrawals/quote", "ana", """{"asset":"BTC","network":"bitcoin","amount":"0.01"}""");
    private static readonly GoodInput Withdrawals = new("GET", "api/v1/wallet/withdrawals", "ana");
    private static readonly GoodInput OneTransfer = new("GET", "api/v1/wallet/transfers/{id}", "ana");
    private static readonly GoodInput Withdrawal = new("GET", "api/v1/wallet/withdrawals/{id}", "ana");
    private static readonly GoodInput Cancel = new("DELETE", "api/v1/wallet/withdrawals/{id}", "ana");
    private static readonly GoodInput Confirm = new("POST", "api/v1/wallet/withdrawals/{id}/confirm", "ana", """{"token":"abc"}""");
    private static readonly GoodInput Transfer = new("POST", "api/v1/wallet/transfers", "ana", """{"to":"ben@demo.cryptovault.test","asset":"BTC","amount":"0.01"}""")
    {
        Headers = [("Idempotency-Key", "bad-input")],
    };

    private static readonly GoodInput Preview = new("POST", "api/v1/wallet/transfers/preview", "ana", """{"to":"ben@demo.cryptovault.test","asset":"BTC","amount":"0.01"}""");
    private static readonly GoodInput Transfers = new("GET", "api/v1/wallet/transfers", "ana");

    public static IEnumerable<BadInput> All => [.. Reading, .. Depositing, .. Withdrawing, .. Transferring];

    private static IEnumerable<BadInput> Reading =>
    [
        Balances.UnknownQuery("asset"),
        Balances.Anonymous(),
        Statements.UnknownQuery("month"),
        Statements.Anonymous(),
        Statement.Query("timeZone=Mars", nearest: "UTC", tellsBound: true),
        Statement.Query("format=doc", tellsBound: true),
        Statement.Missing("api/v1/wallet/statements/2026-13", "STATEMENT_NOT_FOUND"),
        Portfolio.UnknownQuery(),
        Portfolio.Anonymous(),
        Performance.Query("to=2099-01-01"),
        Performance.Query("from=last-year", tellsBound: true),
        Performance.Query("from=2001-01-01"),
        Entries.Query("limit=1000", nearest: "100"),
        Entries.Query("asset=DOGE", tellsBound: false),
        Entries.UnknownQuery("assets", nearest: "asset"),
        Entries.Query("kind=trades", nearest: "trade", tellsBound: true),
        Entries.Query("format=cvs", nearest: "csv", tellsBound: true),
        Entries.Query("from=yesterday", tellsBound: false),
        Deposits.Query("limit=-5", nearest: "1"),
        Deposits.Query("cursor=garbage", tellsBound: false),
        Withdrawals.Query("limit=0", nearest: "1"),
        Withdrawals.UnknownQuery("state"),
        Withdrawals.Query("status=complete", nearest: "completed", tellsBound: true),
        OneTransfer.UnknownQuery(),
        OneTransfer.Missing(OneTransfer.GoodPath, "TRANSFER_NOT_FOUND"),
        Withdrawal.UnknownQuery(),
        Withdrawal.Missing(Withdrawal.GoodPath, "WITHDRAWAL_NOT_FOUND"),
    ];

    private static IEnumerable<BadInput> Depositing =>
    [
        Address.Member("asset", "\"DOGE\""),
        Address.Member("network", "\"tron\""),
        Address.Member("network", null),
        Address.Member("amount", "\"0\"", tellsBound: true),
        Faucet.Member("amount", "0.1"),
        Faucet.Member("amount", "\"0\""),
        Faucet.Member("amount", "\"0.123456789\"", tellsBound: true),
        Faucet.Member("asset", "\"DOGE\""),
    ];

    private static IEnumerable<BadInput> Withdrawing =>
    [
        Withdraw.New("without Idempotency-Key") with { Headers = [], Code = "IDEMPOTENCY_KEY_REQUIRED" },
        Withdraw.New("with a long Idempotency-Key") with
        {
            Headers = [("Idempotency-Key", new string('k', 65))], Field = "header:Idempotency-Key", TellsBound = true,
        },
        Withdraw.Member("amount", "0.01"),
        Withdraw.Member("amount", "\"1e-2\""),
        Withdraw.Member("amount", "\"0.00000001\"", tellsBound: true),
        Withdraw.Member("amount", "\"0.000000001\"", tellsBound: true),
        Withdraw.Member("address", "\"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5\""),
        Withdraw.Member("address", "\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\""),
        Withdraw.Member("network", "\"ethereum\""),
        Withdraw.Member("asset", "\"DOGE\""),
        Withdraw.Member("memo", "\"hello\""),
        Quote.Member("amount", "\"0.000000001\"", tellsBound: true),
        Quote.Member("network", "\"tron\""),
        Quote.Member("asset", null),
        Cancel.UnknownQuery(),
        Cancel.Missing(Cancel.GoodPath, "WITHDRAWAL_NOT_FOUND"),
        Confirm.Member("token", null),
        Confirm.Member("token", "5"),
    ];

    private static IEnumerable<BadInput> Transferring =>
    [
        Transfer.New("without Idempotency-Key") with { Headers = [], Code = "IDEMPOTENCY_KEY_REQUIRED" },
        Transfer.Member("to", "\"be\""),
        Transfer.Member("to", "\"@nobody_has_it\"") with { Status = 422, Code = "RECIPIENT_NOT_FOUND", Field = null },
        Transfer.Member("to", "\"nobody@demo.cryptovault.test\"") with { Status = 422, Code = "RECIPIENT_NOT_FOUND", Field = null },
        Transfer.Member("to", "\"ana@demo.cryptovault.test\"") with { Status = 422, Code = "TRANSFER_TO_SELF", Field = null },
        Transfer.Member("amount", "\"0\"", tellsBound: true),
        Transfer.Member("amount", "\"0.000000001\"", tellsBound: true),
        Transfer.Member("amount", "\"1000000\"") with { Status = 409, Code = "INSUFFICIENT_FUNDS", Field = null },
        Transfer.Member("asset", "\"DOGE\""),
        Transfer.Member("memo", $"\"{new string('m', 141)}\"", tellsBound: true),
        Preview.Member("to", "7"),
        Preview.Member("amount", "\"-1\""),
        Transfers.Query("limit=1000", nearest: "100"),
        Transfers.UnknownQuery(),
    ];
}
