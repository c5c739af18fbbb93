using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Balances, deposits, transfers, withdrawals.</summary>
internal static class WalletRecipes
{
    private const string Address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private const string Large = "12000";

    public static Recipe[] All { get; } =
    [
        new("Faucet", (_, _) => Recipes.Plain("api/v1/dev/faucet", new JsonObject { ["asset"] = "USDC", ["amount"] = "5" })),
        new("DepositAddress", (_, _) => Recipes.Plain("api/v1/wallet/deposit-addresses", new JsonObject { ["asset"] = "BTC", ["network"] = "bitcoin" })),
        new("LiabilityProof", async (cast, _) =>
        {
            (await cast.Api.PostAsync("api/v1/admin/ledger/liabilities/snapshot", null, cast.Admin.Token)).Expect(201);
            return new Call("api/v1/wallet/liability-proof?asset=USDC");
        }),
        new("RequestTransfer", (cast, caller) => Recipes.Plain("api/v1/wallet/transfers", Transfer(cast, caller), Recipes.NewKey())),
        new("PreviewTransfer", (cast, caller) => Recipes.Plain("api/v1/wallet/transfers/preview", Transfer(cast, caller))),
        new("Transfer", async (cast, caller) =>
        {
            var made = await cast.Api.PostAsync("api/v1/wallet/transfers", Transfer(cast, caller), caller.Token, Recipes.NewKey());
            return new Call($"api/v1/wallet/transfers/{made.Expect(201)["id"]}");
        }) { IsOwn = true },
        new("Statement", (_, _) => Task.FromResult(new Call($"api/v1/wallet/statements/{TimeProvider.System.GetUtcNow():yyyy-MM}"))),
        new("PaymentCode", async (cast, caller) =>
        {
            (await cast.Api.PostAsync("api/v1/wallet/payment-code", null, caller.Token)).Expect(201);
            return new Call("api/v1/wallet/payment-code");
        }),
        new("ChooseUserName", (_, caller) => Recipes.Plain("api/v1/me/user-name", new JsonObject { ["userName"] = $"{caller.Name}_pays" })),
        new("CreatePaymentRequest", (_, _) => Recipes.Plain("api/v1/wallet/payment-requests", PaymentRequest(), Recipes.NewKey())),
        new("PaymentRequest", async (cast, caller) => new Call(await PaymentRequestAsync(cast, caller))),
        new("PayPaymentRequest", async (cast, caller) => new Call(
            $"{await PaymentRequestAsync(cast, caller == cast.Ben ? cast.Ana : cast.Ben)}/pay", new JsonObject(), Recipes.NewKey())),
        new("CancelPaymentRequest", async (cast, caller) => new Call(await PaymentRequestAsync(cast, caller))) { IsOwn = true },
        new("QuoteWithdrawal", (_, _) => Recipes.Plain("api/v1/wallet/withdrawals/quote", new JsonObject { ["asset"] = "USDC", ["network"] = "ethereum", ["amount"] = "25" })),
        new("RequestWithdrawal", (_, _) => Recipes.Plain("api/v1/wallet/withdrawals", Withdrawal("25"), Recipes.NewKey())),
        new("Withdrawal", async (cast, caller) => new Call($"api/v1/wallet/withdrawals/{await RequestAsync(cast, caller, "25")}")) { IsOwn = true },
        new("CancelWithdrawal", async (cast, caller) => new Call($"api/v1/wallet/withdrawals/{await RequestAsync(cast, caller, "25")}")) { IsOwn = true },
        new("ConfirmWithdrawal", ConfirmationAsync) { IsOwn = true },
        new("ConfirmWithdrawalByLink", (cast, _) => ConfirmationByLinkAsync(cast, "confirm")),
        new("WithdrawalByLink", (cast, _) => ConfirmationByLinkAsync(cast, "confirmation")),
        new("ResendWithdrawalConfirmation", async (cast, caller) =>
        {
            var withdrawal = await RequestAsync(cast, caller, "25");
            await cast.TokenOfMailAsync(caller.Email, withdrawal);
            return new Call($"api/v1/wallet/withdrawals/{withdrawal}/resend-confirmation");
        }) { IsOwn = true },
    ];

    /// <summary>A case that waits for a reviewer and that the others leave to this one.</summary>
    public static async Task<string> OwnCaseAsync(Cast cast, Person reviewer) =>
        cast.Cases.TryGetValue(reviewer.Name, out var known) ? known : cast.Cases.GetOrAdd(reviewer.Name, await CaseAsync(cast, reviewer));

    /// <summary>A case that waits for a reviewer: a large withdrawal of ana's, confirmed.</summary>
    public static async Task<string> CaseAsync(Cast cast, Person reviewer)
    {
        var withdrawal = await RequestAsync(cast, cast.Ana, Large);
        await ConfirmAsync(cast, cast.Ana, withdrawal);
        string? found = null;
        await cast.EventuallyAsync($"a case of the withdrawal {withdrawal}", async () =>
        {
            var cases = (await cast.Api.GetAsync("api/v1/compliance/cases?state=open&limit=100", reviewer.Token)).Expect(200).Items;
            found = cases.Where(one => one.TextOrNull("withdrawalId") == withdrawal).Select(one => one.TextOf("id")).FirstOrDefault();
            return found is not null;
        });
        return found!;
    }

    private static async Task<Call> ConfirmationByLinkAsync(Cast cast, string route)
    {
        var withdrawal = await RequestAsync(cast, cast.Ana, "25");
        return new Call($"api/v1/wallet/withdrawals/{route}", new JsonObject
        {
            ["userId"] = cast.Ana.UserId, ["withdrawalId"] = withdrawal, ["token"] = await cast.TokenOfMailAsync(cast.Ana.Email, withdrawal),
        });
    }

    private static async Task<Call> ConfirmationAsync(Cast cast, Person caller)
    {
        var withdrawal = await RequestAsync(cast, caller, "25");
        return new Call($"api/v1/wallet/withdrawals/{withdrawal}/confirm", new JsonObject { ["token"] = await cast.TokenOfMailAsync(caller.Email, withdrawal) });
    }

    private static async Task ConfirmAsync(Cast cast, Person caller, string withdrawal) => (await cast.Api.PostAsync(
        $"api/v1/wallet/withdrawals/{withdrawal}/confirm", new JsonObject { ["token"] = await cast.TokenOfMailAsync(caller.Email, withdrawal) }, caller.Token)).Expect(200);

    private static async Task<string> RequestAsync(Cast cast, Person caller, string amount) =>
        (await cast.Api.PostAsync("api/v1/wallet/withdrawals", Withdrawal(amount), caller.Token, Recipes.NewKey())).Expect(201)["id"];

    private static JsonObject Withdrawal(string amount) =>
        new() { ["asset"] = "USDC", ["network"] = "ethereum", ["address"] = Address, ["amount"] = amount };

    private static async Task<string> PaymentRequestAsync(Cast cast, Person owner) =>
        (await cast.Api.PostAsync("api/v1/wallet/payment-requests", PaymentRequest(), owner.Token, Recipes.NewKey())).Expect(201)["link"][1..];

    private static JsonObject PaymentRequest() => new() { ["asset"] = "USDC", ["amount"] = "1" };

    private static JsonObject Transfer(Cast cast, Person caller) =>
        new() { ["to"] = (caller == cast.Ben ? cast.Ana : cast.Ben).Email, ["asset"] = "USDC", ["amount"] = "1" };
}
