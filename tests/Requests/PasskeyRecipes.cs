using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Passkeys, with authenticators in software.</summary>
internal static class PasskeyRecipes
{
    private const string Routes = "api/v1/auth/passkeys";

    public static Recipe[] All { get; } =
    [
        new("BeginPasskey", (_, caller) => Recipes.Plain($"{Routes}/register/options", new JsonObject { ["password"] = caller.Password })) { IsForStrangers = true },
        new("AddPasskey", async (cast, caller) => await NewAsync(cast, caller, new SoftAuthenticator())) { IsForStrangers = true },
        new("SignInWithPasskey", async (cast, _) => await ProofAsync(cast, await AuthenticatorAsync(cast, await cast.StrangerAsync()), "login", null)),
        new("StepUpWithPasskey", async (cast, caller) => await ProofAsync(cast, await AuthenticatorAsync(cast, caller), "step-up", caller.Token)) { IsForStrangers = true },
        new("RemovePasskey", async (cast, caller) =>
        {
            await AuthenticatorAsync(cast, caller);
            return new Call($"{Routes}/{(await cast.Api.GetAsync(Routes, caller.Token)).Expect(200).Items.Last().TextOf("id")}");
        }) { IsForStrangers = true },
    ];

    private static async Task<SoftAuthenticator> AuthenticatorAsync(Cast cast, Person person)
    {
        var authenticator = new SoftAuthenticator();
        var call = await NewAsync(cast, person, authenticator);
        (await cast.Api.PostAsync(call.Path, call.Body, person.Token)).Expect(201);
        return authenticator;
    }

    private static async Task<Call> NewAsync(Cast cast, Person person, SoftAuthenticator authenticator)
    {
        var begun = (await cast.Api.PostAsync($"{Routes}/register/options", new JsonObject { ["password"] = person.Password }, person.Token)).Expect(200);
        var credential = authenticator.Create(OptionsOf(begun), OriginOf(cast));
        return new Call($"{Routes}/register", new JsonObject { ["state"] = begun["state"], ["label"] = "phone", ["credential"] = credential });
    }

    private static async Task<Call> ProofAsync(Cast cast, SoftAuthenticator authenticator, string what, string? token)
    {
        var begun = (await cast.Api.PostAsync($"{Routes}/{what}/options", null, token)).Expect(200);
        return new Call($"{Routes}/{what}", new JsonObject { ["state"] = begun["state"], ["credential"] = authenticator.Get(OptionsOf(begun), OriginOf(cast)) });
    }

    private static JsonElement OptionsOf(Answer answer) => answer.Find("options") ?? throw new InvalidOperationException("There are no options.");

    private static string OriginOf(Cast cast) => cast.Api.Host.GetLeftPart(UriPartial.Authority);
}
