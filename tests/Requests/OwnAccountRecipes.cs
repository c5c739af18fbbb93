using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>What people do with their own accounts: passwords, addresses, sessions.</summary>
internal static class OwnAccountRecipes
{
    private const string NewPassword = "another-Harbour-94";

    public static Recipe[] All { get; } =
    [
        new("ForgotPassword", (_, _) => Recipes.Plain("api/v1/auth/password/forgot", new JsonObject { ["email"] = "nobody@people.cryptovault.test" })),
        new("ResetPassword", ResetAsync),
        new("ChangePassword", (_, caller) => Recipes.Plain(
            "api/v1/auth/password/change", new JsonObject { ["currentPassword"] = caller.Password, ["newPassword"] = NewPassword })) { IsForStrangers = true },
        new("ChangeEmail", (_, caller) => Recipes.Plain("api/v1/auth/email/change", EmailChange(caller))) { IsForStrangers = true },
        new("ConfirmEmailChange", ConfirmEmailAsync),
        new("FreezeAccount", FreezeAsync),
        new("EndSession", async (cast, caller) =>
        {
            await cast.Api.SignInAsync(caller.Email, caller.Password, caller.Authenticator);
            var sessions = (await cast.Api.GetAsync("api/v1/auth/sessions", caller.Token)).Expect(200).Items;
            return new Call($"api/v1/auth/sessions/{sessions.First(session => !session.GetProperty("isCurrent").GetBoolean()).TextOf("id")}");
        }) { IsOwn = true },
        new("EndAllSessions", (_, _) => Recipes.Plain("api/v1/auth/logout-all")) { IsForStrangers = true },
    ];

    private static JsonObject EmailChange(Person caller) => new() { ["newEmail"] = $"moved-{Guid.NewGuid():N}@people.cryptovault.test", ["password"] = caller.Password };

    private static async Task<Call> ResetAsync(Cast cast, Person caller)
    {
        var stranger = await cast.StrangerAsync();
        (await cast.Api.PostAsync("api/v1/auth/password/forgot", new JsonObject { ["email"] = stranger.Email })).Expect(202);
        return new Call(
            "api/v1/auth/password/reset",
            new JsonObject { ["token"] = await cast.TokenOfMailAsync(stranger.Email, "reset-password"), ["password"] = NewPassword });
    }

    private static async Task<Call> ConfirmEmailAsync(Cast cast, Person caller)
    {
        var stranger = await cast.StrangerAsync();
        (await cast.Api.PostAsync("api/v1/auth/email/change", EmailChange(stranger), stranger.Token)).Expect(202);
        return new Call("api/v1/auth/email/change/confirm", new JsonObject { ["token"] = await cast.TokenOfMailAsync(stranger.Email, "change-email") });
    }

    private static async Task<Call> FreezeAsync(Cast cast, Person caller)
    {
        var stranger = await cast.StrangerAsync();
        (await cast.Api.PostAsync(
            "api/v1/auth/login", new JsonObject { ["email"] = stranger.Email, ["password"] = stranger.Password }, null, ("User-Agent", "somebody else's"))).Expect(200);
        return new Call("api/v1/auth/freeze", new JsonObject { ["token"] = await cast.TokenOfMailAsync(stranger.Email, "freeze") });
    }
}
