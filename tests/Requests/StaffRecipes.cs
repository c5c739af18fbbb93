using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Administration and compliance.</summary>
internal static class StaffRecipes
{
    private static int markets;

    public static Recipe[] All { get; } =
    [
        new("ProposeAdjustment", (cast, _) => Recipes.Plain("api/v1/admin/adjustments", Adjustment(cast), Recipes.NewKey())),
        new("Adjustment", async (cast, caller) => new Call($"api/v1/admin/adjustments/{(await ProposeAsync(cast, caller)).Id}")),
        new("ApproveAdjustment", (cast, caller) => DecideAdjustmentAsync(cast, caller, "approve")),
        new("RejectAdjustment", (cast, caller) => DecideAdjustmentAsync(cast, caller, "reject")),
        new("CreateMarket", async (cast, _) => new Call("api/v1/admin/markets", await NewMarketAsync(cast))),
        new("FindUsers", (cast, _) => Recipes.Plain($"api/v1/admin/users?email={cast.Ana.Email}")),
        new("SetKycLevel", (cast, _) => Recipes.Plain($"api/v1/admin/users/{cast.Ben.UserId}/kyc-level", new JsonObject { ["level"] = 2 })),
        new("GrantRole", async (cast, _) => new Call($"api/v1/admin/users/{(await cast.StrangerAsync()).UserId}/roles", new JsonObject { ["role"] = "support" })),
        new("RevokeRole", async (cast, caller) =>
        {
            var stranger = await cast.StrangerAsync();
            (await cast.Api.PostAsync($"api/v1/admin/users/{stranger.UserId}/roles", new JsonObject { ["role"] = "support" }, cast.Admin.Token)).Expect(200, 201, 204);
            return new Call($"api/v1/admin/users/{stranger.UserId}/roles/support");
        }),
        new("Case", async (cast, caller) => new Call($"api/v1/compliance/cases/{await WalletRecipes.CaseAsync(cast, caller)}")),
        new("DecideCase", DecideCaseAsync),
        new("DocsAsset", (_, _) => Recipes.Plain("docs/swagger-ui.css")),
    ];

    private static JsonObject Adjustment(Cast cast) => new()
    {
        ["userId"] = cast.Ben.UserId, ["asset"] = "USDC", ["amount"] = "1", ["direction"] = "increase", ["kind"] = "expense",
        ["reason"] = "Goodwill.", ["reference"] = "ticket 1", ["ledger"] = "real",
    };

    /// <summary>Proposed by another one than will decide.</summary>
    private static async Task<(string Id, string ETag)> ProposeAsync(Cast cast, Person decider)
    {
        var proposer = decider == cast.Staff["treasury"] ? cast.Admin : cast.Staff["treasury"];
        var made = (await cast.Api.PostAsync("api/v1/admin/adjustments", Adjustment(cast), proposer.Token, Recipes.NewKey())).Expect(201);
        var seen = (await cast.Api.GetAsync($"api/v1/admin/adjustments/{made["id"]}", proposer.Token)).Expect(200);
        return (made["id"], seen.ETag!);
    }

    private static async Task<Call> DecideAdjustmentAsync(Cast cast, Person decider, string decision)
    {
        var (id, etag) = await ProposeAsync(cast, decider);
        return new Call($"api/v1/admin/adjustments/{id}/{decision}", new JsonObject { ["reason"] = "As agreed." }, ("If-Match", etag));
    }

    private static async Task<Call> DecideCaseAsync(Cast cast, Person reviewer)
    {
        var id = await WalletRecipes.CaseAsync(cast, reviewer);
        var seen = (await cast.Api.GetAsync($"api/v1/compliance/cases/{id}", reviewer.Token)).Expect(200);
        return new Call($"api/v1/compliance/cases/{id}/decisions", new JsonObject { ["decision"] = "reject", ["reason"] = "As agreed." }, ("If-Match", seen.ETag!));
    }

    /// <summary>A market of two assets that has none yet.</summary>
    private static async Task<JsonObject> NewMarketAsync(Cast cast)
    {
        var assets = (await cast.Api.GetAsync("api/v1/assets")).Expect(200).Items.Select(asset => asset.TextOf("code")).ToArray();
        var taken = (await cast.Api.GetAsync("api/v1/markets")).Expect(200).Items.Select(market => market.TextOf("symbol")).ToHashSet();
        var free = (from basis in assets from quote in assets where basis != quote && !taken.Contains($"{basis}-{quote}") select (basis, quote))
            .ElementAt(Interlocked.Increment(ref markets) % 5);
        return new JsonObject
        {
            ["symbol"] = $"{free.basis}-{free.quote}", ["base"] = free.basis, ["quote"] = free.quote, ["tick"] = "0.01", ["lot"] = "0.01",
            ["minQuantity"] = "0.01", ["maxQuantity"] = "1000", ["minNotional"] = "1", ["maxNotional"] = "100000", ["priceBandPercent"] = 10,
            ["makerFeeBp"] = 10, ["takerFeeBp"] = 10, ["maxOpenOrdersPerUser"] = 100, ["selfTradePrevention"] = "expire_taker",
        };
    }
}
