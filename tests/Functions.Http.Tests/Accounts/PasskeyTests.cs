using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Requests;

namespace CryptoVault.Functions.Http.Tests.Accounts;

public sealed class PasskeyTests
{
    private const string Routes = "api/v1/auth/passkeys";

    [Fact]
    public async Task Passkey_Added_SignsInByItselfWithTheSecondFactorProved()
    {
        await using var host = await HttpAppHost.StartAsync();
        using var authenticator = new SoftAuthenticator();
        var (userId, token) = await host.SignedInAsync("ana@example.com");

        var added = await AddAsync(host, token, authenticator);
        Assert.Equal(10, added.GetProperty("recoveryCodes").GetArrayLength());

        var signedIn = await (await LogInAsync(host, authenticator)).JsonAsync();
        Assert.Equal(userId, signedIn.GetProperty("userId").GetString());
        var me = await (await host.Client.SendAsync("GET", "api/v1/me", token: signedIn.GetProperty("accessToken").GetString())).JsonAsync();
        Assert.True(me.GetProperty("hasSecondFactor").GetBoolean());
        var listed = await (await host.Client.SendAsync("GET", Routes, token: token)).JsonAsync();
        Assert.Equal("phone", Assert.Single(listed.GetProperty("items").EnumerateArray()).GetProperty("label").GetString());
        Assert.Contains("added: a passkey", await host.NewestMailAsync("ana@example.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_OfAnAccountWithAPasskey_IsNotEnough()
    {
        await using var host = await HttpAppHost.StartAsync();
        using var authenticator = new SoftAuthenticator();
        var (_, token) = await host.SignedInAsync("ana@example.com");
        var code = (await AddAsync(host, token, authenticator)).GetProperty("recoveryCodes")[0].GetString();

        var first = await host.SignInAsync("ana@example.com");

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        var challenge = (await first.JsonAsync()).GetProperty("challenge").GetString();
        var withCode = await host.Client.SendAsync("POST", "api/v1/auth/login/second-factor", $$"""{"challenge":"{{challenge}}","code":"{{code}}"}""");
        Assert.Equal(HttpStatusCode.OK, withCode.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(host, authenticator)).StatusCode);
    }

    [Fact]
    public async Task SignIn_WithAnAnswerThatWasUsed_IsRefused()
    {
        await using var host = await HttpAppHost.StartAsync();
        using var authenticator = new SoftAuthenticator();
        var (_, token) = await host.SignedInAsync("ana@example.com");
        await AddAsync(host, token, authenticator);
        var body = await AnswerAsync(host, authenticator, Origin(host));

        var both = await Task.WhenAll(host.Client.SendAsync("POST", $"{Routes}/login", body), host.Client.SendAsync("POST", $"{Routes}/login", body));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], both.Select(answer => answer.StatusCode).Order());
        await (await host.Client.SendAsync("POST", $"{Routes}/login", body)).ProblemAsync(401, "INVALID_PASSKEY");
    }

    [Theory]
    [InlineData("other origin")]
    [InlineData("user not verified")]
    [InlineData("counter went back")]
    [InlineData("unknown passkey")]
    [InlineData("changed state")]
    [InlineData("too late")]
    public async Task SignIn_WithABadAnswer_IsRefused(string kind)
    {
        await using var host = await HttpAppHost.StartAsync();
        using var authenticator = new SoftAuthenticator();
        using var stranger = new SoftAuthenticator();
        var (_, token) = await host.SignedInAsync("ana@example.com");
        await AddAsync(host, token, authenticator);
        await LogInAsync(host, authenticator);

        authenticator.VerifiesUser = kind != "user not verified";
        authenticator.SignCount = kind == "counter went back" ? 0 : authenticator.SignCount;
        var body = await AnswerAsync(host, kind == "unknown passkey" ? stranger : authenticator, kind == "other origin" ? "https://evil.example" : Origin(host));
        body = kind == "changed state" ? body.Replace("\"state\":\"", "\"state\":\"A", StringComparison.Ordinal) : body;
        host.Clock.Advance(kind == "too late" ? TimeSpan.FromMinutes(6) : TimeSpan.Zero);

        await (await host.Client.SendAsync("POST", $"{Routes}/login", body)).ProblemAsync(401, "INVALID_PASSKEY");

        authenticator.VerifiesUser = true;
        authenticator.SignCount = 100;
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(host, authenticator)).StatusCode);
    }

    [Fact]
    public async Task StepUp_ByPasskey_ProvesTheSession()
    {
        await using var host = await HttpAppHost.StartAsync();
        using var authenticator = new SoftAuthenticator();
        var (_, token) = await host.SignedInAsync("ana@example.com");
        await AddAsync(host, token, authenticator);
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        const string NewKey = """{"label":"bot","scopes":["read"]}""";
        await (await host.Client.SendAsync("POST", "api/v1/api-keys", NewKey, token)).ProblemAsync(403, "STEP_UP_REQUIRED");

        Assert.Equal(HttpStatusCode.OK, (await StepUpAsync(host, token, authenticator)).StatusCode);

        Assert.Equal(HttpStatusCode.Created, (await host.Client.SendAsync("POST", "api/v1/api-keys", NewKey, token)).StatusCode);
        var (_, other) = await host.SignedInAsync("ben@example.com");
        await (await StepUpAsync(host, other, authenticator)).ProblemAsync(403, "INVALID_SECOND_FACTOR");
    }

    [Fact]
    public async Task Add_WithAWrongPasswordOrTwice_IsRefused()
    {
        await using var host = await HttpAppHost.StartAsync();
        using var authenticator = new SoftAuthenticator();
        var (_, token) = await host.SignedInAsync("ana@example.com");

        await (await host.Client.SendAsync("POST", $"{Routes}/register/options", """{"password":"wrong-Horse-1"}""", token)).ProblemAsync(403, "WRONG_PASSWORD");
        await AddAsync(host, token, authenticator);
        var again = await BeginAddingAsync(host, token);
        var answer = await host.Client.SendAsync("POST", $"{Routes}/register", Body(again, authenticator.Create(again.GetProperty("options"), Origin(host)), "twice"), token);

        await answer.ProblemAsync(409, "PASSKEY_EXISTS");
    }

    [Fact]
    public async Task Remove_OfTheLastFactor_BlocksWithdrawalsAndPasswordIsEnoughAgain()
    {
        await using var host = await HttpAppHost.StartAsync();
        using var authenticator = new SoftAuthenticator();
        var (_, token) = await host.SignedInAsync("ana@example.com");
        var id = (await AddAsync(host, token, authenticator)).GetProperty("passkey").GetProperty("id").GetString();
        var (_, other) = await host.SignedInAsync("rita@example.com", Role.Support);

        await (await host.Client.SendAsync("DELETE", $"{Routes}/{id}", token: other)).ProblemAsync(404, "PASSKEY_NOT_FOUND");
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync("DELETE", $"{Routes}/{id}", token: token)).StatusCode);

        await (await LogInAsync(host, authenticator)).ProblemAsync(401, "INVALID_PASSKEY");
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync("ana@example.com")).StatusCode);
        var me = await (await host.Client.SendAsync("GET", "api/v1/me", token: token)).JsonAsync();
        Assert.False(me.GetProperty("hasSecondFactor").GetBoolean());
        Assert.True(me.GetProperty("withdrawalsBlockedUntil").GetDateTimeOffset() > host.Clock.GetUtcNow().AddHours(23));
    }

    private static string Origin(HttpAppHost host) => host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static async Task<JsonElement> BeginAddingAsync(HttpAppHost host, string token)
    {
        var answer = await host.Client.SendAsync("POST", $"{Routes}/register/options", $$"""{"password":"{{Customers.Password}}"}""", token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    private static async Task<JsonElement> AddAsync(HttpAppHost host, string token, SoftAuthenticator authenticator)
    {
        var begun = await BeginAddingAsync(host, token);
        var answer = await host.Client.SendAsync("POST", $"{Routes}/register", Body(begun, authenticator.Create(begun.GetProperty("options"), Origin(host)), "phone"), token);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    private static async Task<HttpResponseMessage> LogInAsync(HttpAppHost host, SoftAuthenticator authenticator) =>
        await host.Client.SendAsync("POST", $"{Routes}/login", await AnswerAsync(host, authenticator, Origin(host)));

    private static async Task<string> AnswerAsync(HttpAppHost host, SoftAuthenticator authenticator, string origin)
    {
        var begun = await (await host.Client.SendAsync("POST", $"{Routes}/login/options")).JsonAsync();
        return Body(begun, authenticator.Get(begun.GetProperty("options"), origin));
    }

    private static async Task<HttpResponseMessage> StepUpAsync(HttpAppHost host, string token, SoftAuthenticator authenticator)
    {
        var begun = await (await host.Client.SendAsync("POST", $"{Routes}/step-up/options", token: token)).JsonAsync();
        return await host.Client.SendAsync("POST", $"{Routes}/step-up", Body(begun, authenticator.Get(begun.GetProperty("options"), Origin(host))), token);
    }

    private static string Body(JsonElement begun, JsonObject credential, string? label = null)
    {
        var body = new JsonObject { ["state"] = begun.GetProperty("state").GetString(), ["credential"] = credential };
        if (label is not null)
        {
            body["label"] = label;
        }

        return body.ToJsonString();
    }
}
