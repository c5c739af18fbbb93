using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Accounts, sessions, second factors, API keys.</summary>
internal static class AuthRecipes
{
    public static Recipe[] All { get; } =
    [
        new("Register", (_, _) => Recipes.Plain("api/v1/auth/register", Cast.Registration($"new-{Guid.NewGuid():N}@people.cryptovault.test"))),
        new("ResendVerification", (_, _) => Recipes.Plain("api/v1/auth/resend-verification", new JsonObject { ["email"] = "nobody@people.cryptovault.test" })),
        new("VerifyEmail", VerifyEmailAsync),
        new("SignIn", (_, caller) => Recipes.Plain("api/v1/auth/login", new JsonObject { ["email"] = caller.Email, ["password"] = caller.Password })) { IsForStrangers = true },
        new("SignInWithSecondFactor", SecondStepAsync),
        new("RefreshSession", async (cast, _) => new Call("api/v1/auth/refresh", new JsonObject { ["refreshToken"] = (await cast.StrangerAsync()).RefreshToken })),
        new("SignOut", (_, _) => Recipes.Plain("api/v1/auth/logout")) { IsForStrangers = true },
        new("StepUp", (_, caller) => WithCode("api/v1/auth/step-up", caller)) { IsForStrangers = true },
        new("SetUpSecondFactor", SetUpAsync) { IsForStrangers = true },
        new("EnableSecondFactor", EnableAsync) { IsForStrangers = true },
        new("DisableSecondFactor", (_, caller) => WithCode("api/v1/auth/2fa/disable", caller)) { IsForStrangers = true },
        new("RenewRecoveryCodes", (_, caller) => WithCode("api/v1/auth/2fa/recovery-codes", caller)) { IsForStrangers = true },
        new("CreateApiKey", (_, _) => Recipes.Plain("api/v1/api-keys", NewKey())),
        new("DeleteApiKey", async (cast, caller) =>
            new Call($"api/v1/api-keys/{(await cast.Api.PostAsync("api/v1/api-keys", NewKey(), caller.Token)).Expect(201)["id"]}")) { IsOwn = true },
    ];

    private static JsonObject NewKey() => new() { ["label"] = "bot", ["scopes"] = new JsonArray("read"), ["expiresInDays"] = 1 };

    private static async Task<Call> VerifyEmailAsync(Cast cast, Person caller)
    {
        var email = $"new-{Guid.NewGuid():N}@people.cryptovault.test";
        (await cast.Api.PostAsync("api/v1/auth/register", Cast.Registration(email))).Expect(202);
        return new Call("api/v1/auth/verify-email", new JsonObject { ["token"] = await cast.TokenOfMailAsync(email, "") });
    }

    private static async Task<Call> SecondStepAsync(Cast cast, Person caller)
    {
        var stranger = await cast.StrangerAsync(hasSecondFactor: true);
        var first = await cast.Api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = stranger.Email, ["password"] = stranger.Password });
        return new Call(
            "api/v1/auth/login/second-factor",
            new JsonObject { ["challenge"] = first.Expect(202)["challenge"], ["code"] = await stranger.Authenticator!.NextCodeAsync() });
    }

    private static async Task<Call> WithCode(string path, Person caller) => new(path, new JsonObject { ["code"] = await caller.Authenticator!.NextCodeAsync() });

    /// <summary>Whoever has a factor takes it off first.</summary>
    private static async Task<Call> SetUpAsync(Cast cast, Person caller)
    {
        if (caller.Authenticator is { } had)
        {
            (await cast.Api.PostAsync("api/v1/auth/2fa/disable", new JsonObject { ["code"] = await had.NextCodeAsync() }, caller.Token)).Expect(200, 204);
            caller.Authenticator = null;
        }

        return new Call("api/v1/auth/2fa/setup", new JsonObject { ["password"] = caller.Password });
    }

    private static async Task<Call> EnableAsync(Cast cast, Person caller)
    {
        var call = await SetUpAsync(cast, caller);
        var secret = (await cast.Api.PostAsync(call.Path, call.Body, caller.Token)).Expect(200)["secret"];
        return await WithCode("api/v1/auth/2fa/enable", new Person("", "", "") { Authenticator = new Authenticator(secret) });
    }
}
