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
        new("SetKycLevel", (cast, _) => Recipes.Plain($"api/v1/admin/users/{cast.Ben.UserId}/kyc-level", new JsonObject { ["level"] = 2, ["reason"] = "Documents checked." })),
        new("InviteStaff", (_, _) => Recipes.Plain("api/v1/admin/invitations", Invitation($"staff-{Guid.NewGuid():N}@people.cryptovault.test"))),
        new("AcceptInvitation", async (cast, _) =>
        {
            var email = $"staff-{Guid.NewGuid():N}@people.cryptovault.test";
            (await cast.Api.PostAsync("api/v1/admin/invitations", Invitation(email), cast.Admin.Token)).Expect(200);
            return new Call("api/v1/auth/accept-invitation", new JsonObject { ["token"] = await cast.TokenOfMailAsync(email, ""), ["password"] = "violet-Harbour-93" });
        }),
        new("GrantRole", async (cast, _) => new Call($"api/v1/admin/users/{(await cast.StrangerAsync()).UserId}/roles", new JsonObject { ["role"] = "support" })),
        new("RevokeRole", async (cast, caller) =>
        {
            var stranger = await cast.StrangerAsync();
            (await cast.Api.PostAsync($"api/v1/admin/users/{stranger.UserId}/roles", new JsonObject { ["role"] = "support" }, cast.Admin.Token)).Expect(200, 201, 204);
            return new Call($"api/v1/admin/users/{stranger.UserId}/roles/support");
        }),
        new("SetAccountStatus", async (cast, _) =>
            new Call($"api/v1/admin/users/{(await cast.StrangerAsync()).UserId}/status", new JsonObject { ["status"] = "disabled", ["reason"] = "As asked." })),
        new("UnlockSignIn", (cast, _) => Recipes.Plain($"api/v1/admin/users/{cast.Ben.UserId}/unlock")),
        new("RotateSigningKey", (_, _) => Recipes.Plain("api/v1/admin/signing-keys/rotate", new JsonObject { ["revokeOld"] = false })),
        new("RequestFactorReset", async (cast, _) => (await LostAsync(cast)).Call),
        new("ApproveFourEyes", async (cast, _) => new Call($"api/v1/admin/requests/{await RequestAsync(cast)}/approve", new JsonObject { ["reason"] = "Seen on video." })),
        new("RejectFourEyes", async (cast, _) => new Call($"api/v1/admin/requests/{await RequestAsync(cast)}")),
        new("SetFeeSchedule", async (cast, caller) => new Call(
            "api/v1/admin/fees",
            new JsonObject
            {
                ["reason"] = "As agreed.",
                ["tiers"] = new JsonArray(new JsonObject { ["volume"] = "1000000000", ["makerFeeBp"] = 5, ["takerFeeBp"] = 8 }),
            },
            ("If-Match", (await cast.Api.GetAsync("api/v1/admin/fees", cast.Admin.Token)).Expect(200).ETag!))),
        new("AddAsset", async (cast, _) => await AssetCallAsync(cast, "api/v1/admin/assets", new JsonObject
        {
            ["code"] = $"DAI{Interlocked.Increment(ref markets)}", ["name"] = "Dai", ["scale"] = 18, ["withdrawalScale"] = 8, ["displayPlaces"] = 2,
            ["isFiat"] = false, ["reason"] = "Asked for.",
        })),
        new("ChangeAsset", async (cast, _) => await AssetCallAsync(cast, "api/v1/admin/assets/USDC", new JsonObject { ["reason"] = "Checked.", ["displayPlaces"] = 2 })),
        new("SetAssetNetwork", async (cast, _) => await AssetCallAsync(cast, "api/v1/admin/assets/USDT/networks/tron", new JsonObject
        {
            ["minDeposit"] = "1", ["minWithdrawal"] = "5", ["maxWithdrawal"] = "5000000", ["withdrawalFee"] = "1", ["confirmations"] = 6,
            ["depositsOpen"] = true, ["withdrawalsOpen"] = true, ["reason"] = "Checked.",
        })),
        new("ScriptChain", (_, _) => Recipes.Plain("api/v1/dev/chain", new JsonObject { ["network"] = "tron", ["action"] = "mine", ["blocks"] = 1 })),
        new("UserFees", (cast, _) => Recipes.Plain($"api/v1/admin/users/{cast.Ben.UserId}/fees")),
        new("SetUserFees", async (cast, caller) => new Call(
            $"api/v1/admin/users/{cast.Ben.UserId}/fees",
            new JsonObject { ["reason"] = "As agreed.", ["overrides"] = new JsonArray() },
            ("If-Match", (await cast.Api.GetAsync($"api/v1/admin/users/{cast.Ben.UserId}/fees", cast.Admin.Token)).Expect(200).ETag!))),
        new("Case", async (cast, caller) => new Call($"api/v1/compliance/cases/{await WalletRecipes.OwnCaseAsync(cast, caller)}")),
        new("DecideCase", DecideCaseAsync),
        new("ClaimCase", (cast, caller) => WorkAsync(cast, caller, "claim")),
        new("ReleaseCase", (cast, caller) => WorkAsync(cast, caller, "release")),
        new("ReassignCase", (cast, caller) => WorkAsync(cast, caller, "reassign", new JsonObject { ["userId"] = cast.Staff["compliance_reviewer"].UserId })),
        new("NoteOnCase", (cast, caller) => WorkAsync(cast, caller, "notes", new JsonObject { ["text"] = "Called the customer." })),
        new("PauseWithdrawals", (_, _) => Recipes.Plain("api/v1/admin/withdrawals/pause", new JsonObject { ["asset"] = "ETH", ["reason"] = "A drill." })),
        new("ResumeWithdrawals", (_, _) => Recipes.Plain("api/v1/admin/withdrawals/resume", new JsonObject { ["asset"] = "ETH", ["reason"] = "It is over." })),
        new("DocsAsset", (_, _) => Recipes.Plain("docs/swagger-ui.css")),
        new("DraftPolicy", async (cast, _) => await PolicyCallAsync(cast, "draft", Draft())),
        new("DiscardPolicyDraft", async (cast, caller) =>
        {
            await DraftAsync(cast, caller);
            return await PolicyCallAsync(cast, "draft/discard", new JsonObject { ["reason"] = "Not needed." });
        }),
        new("PublishPolicy", async (cast, caller) =>
        {
            await DraftAsync(cast, caller == cast.SecondAdmin ? cast.Admin : cast.SecondAdmin);
            return await PolicyCallAsync(cast, "publish", new JsonObject { ["reason"] = "Checked." });
        }),
    ];

    private static JsonObject Invitation(string email) => new() { ["email"] = email, ["role"] = "support" };

    private const string Policies = "api/v1/compliance/policies";

    /// <summary>A policy that decides as the configuration's does, so that the other recipes go on as they did.</summary>
    private static JsonObject Draft() => new()
    {
        ["reason"] = "As it was.",
        ["rules"] = new JsonArray(
            new JsonObject { ["name"] = "small-automatic", ["outcome"] = "allow", ["belowUsd"] = "1000" },
            new JsonObject { ["name"] = "reviewer", ["outcome"] = "approve" }),
    };

    private static async Task DraftAsync(Cast cast, Person drafter)
    {
        var call = await PolicyCallAsync(cast, "draft", Draft());
        (await cast.Api.SendAsync(HttpMethod.Put, call.Path, call.Body, drafter.Token, call.Headers)).Expect(200);
    }

    private static async Task<Call> PolicyCallAsync(Cast cast, string what, JsonObject body) =>
        new($"{Policies}/{what}", body, ("If-Match", (await cast.Api.GetAsync(Policies, cast.Admin.Token)).Expect(200).ETag!));

    /// <summary>A change of the assets as they are now.</summary>
    private static async Task<Call> AssetCallAsync(Cast cast, string path, JsonObject body) =>
        new(path, body, ("If-Match", (await cast.Api.GetAsync("api/v1/admin/assets", cast.Admin.Token)).Expect(200).ETag!));

    /// <summary>Somebody who lost the second factor, and how that is told.</summary>
    private static async Task<(Person Stranger, Call Call)> LostAsync(Cast cast)
    {
        var stranger = await cast.StrangerAsync(hasSecondFactor: true);
        var first = await cast.Api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = stranger.Email, ["password"] = stranger.Password });
        return (stranger, new Call("api/v1/auth/2fa/lost", new JsonObject { ["challenge"] = first.Expect(202)["challenge"] }));
    }

    /// <summary>A request that several of the staff may approve.</summary>
    private static async Task<string> RequestAsync(Cast cast)
    {
        var (stranger, call) = await LostAsync(cast);
        (await cast.Api.PostAsync(call.Path, call.Body)).Expect(202);
        return (await cast.Api.GetAsync("api/v1/admin/requests", cast.Admin.Token)).Expect(200).Items.Single(one => one.TextOf("userId") == stranger.UserId).TextOf("id");
    }

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

    /// <summary>Work on a case that nobody else works on.</summary>
    private static async Task<Call> WorkAsync(Cast cast, Person reviewer, string work, JsonObject? body = null)
    {
        var id = await WalletRecipes.OwnCaseAsync(cast, reviewer);
        var seen = (await cast.Api.GetAsync($"api/v1/compliance/cases/{id}", reviewer.Token)).Expect(200);
        return new Call($"api/v1/compliance/cases/{id}/{work}", body, ("If-Match", seen.ETag!));
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
