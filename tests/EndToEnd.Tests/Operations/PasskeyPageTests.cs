using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;

namespace CryptoVault.EndToEnd.Tests.Operations;

/// <summary>Passkeys in a real browser, with a virtual authenticator.</summary>
public sealed class PasskeyPageTests(OperationsScene scene) : IClassFixture<OperationsScene>
{
    private const string Password = "correct-Horse-7";

    private const string Ceremony = """
        async ({ routes, what, begin, more, token }) => {
          const post = async (path, body) => {
            const headers = { "Content-Type": "application/json" };
            if (token) headers.Authorization = "Bearer " + token;
            const answer = await fetch(routes + path, { method: "POST", headers, body: body ? JSON.stringify(body) : undefined });
            return { status: answer.status, body: await answer.json() };
          };
          const begun = await post("/" + what + "/options", begin);
          if (begun.status !== 200) return JSON.stringify(begun);
          const options = begun.body.options;
          const credential = what === "register"
            ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
            : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
          return JSON.stringify(await post("/" + what, Object.assign({ state: begun.body.state, credential: credential.toJSON() }, more)));
        }
        """;

    [BrowserFact]
    public async Task Passkey_OfABrowser_IsAddedSignsInAndStepsUp()
    {
        const string Email = "petra@passkeys.test";
        var api = scene.Wallet.Api;
        (await api.PostAsync("api/v1/auth/register", new JsonObject { ["email"] = Email, ["password"] = Password, ["country"] = "DE", ["acceptTerms"] = true })).Expect(202);
        string? token = null;
        await WalletScene.EventuallyAsync(() =>
        {
            token = new CryptoVault.DemoPlayer.Client.Mailbox(scene.Wallet.Folder).To(Email) is [var mail, ..] ? mail.Token : null;
            return Task.FromResult((token is not null, "the mail"));
        });
        (await api.PostAsync("api/v1/auth/verify-email", new JsonObject { ["token"] = token })).Expect(200);
        var access = (await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = Email, ["password"] = Password })).Expect(200)["accessToken"];
        var page = await scene.OpenAsync($"http://localhost:{scene.Wallet.Host.Url.Port}/links/freeze"); // passkeys belong to a name, not to an address
        await AddAuthenticatorAsync(page);

        var added = await RunAsync(page, "register", new { password = Password }, new { label = "browser" }, access);
        Assert.Equal(201, added.GetProperty("status").GetInt32());
        var signedIn = await RunAsync(page, "login", null, new { }, null);
        Assert.Equal(200, signedIn.GetProperty("status").GetInt32());
        var session = signedIn.GetProperty("body").GetProperty("accessToken").GetString()!;
        var stepped = await RunAsync(page, "step-up", null, new { }, session);

        Assert.Equal(200, stepped.GetProperty("status").GetInt32());
        var me = (await api.GetAsync("api/v1/me", session)).Expect(200);
        Assert.Equal(Email, me["email"]);
        Assert.Equal(202, (await api.PostAsync("api/v1/auth/login", new JsonObject { ["email"] = Email, ["password"] = Password })).Status);
    }

    private static async Task AddAuthenticatorAsync(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true,
            },
        });
    }

    private static async Task<JsonElement> RunAsync(IPage page, string what, object? begin, object more, string? token)
    {
        var text = await page.EvaluateAsync<string>(Ceremony, new { routes = "/api/v1/auth/passkeys", what, begin, more, token });
        return JsonElement.Parse(text);
    }
}
