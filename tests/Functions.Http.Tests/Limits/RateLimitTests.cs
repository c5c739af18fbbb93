using System.Globalization;
using System.Text;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Functions.Http.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Limits;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Request_OfNobody_IsLimitedPerAddressAndSaysHowMuchIsLeft()
    {
        await using var host = await StartAsync("Anonymous", 2);

        var first = await host.Client.SendAsync("GET", "api/v1/time");
        var second = await host.Client.SendAsync("GET", "api/v1/assets");
        var third = await host.Client.SendAsync("GET", "api/v1/time");

        Assert.Equal(200, (int)first.StatusCode);
        Assert.Equal("\"anonymous\";q=2;w=120", first.Headers.GetValues("RateLimit-Policy").Single());
        Assert.StartsWith("\"anonymous\";r=1;t=", first.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.StartsWith("\"anonymous\";r=0;t=", second.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        var problem = await third.ProblemAsync(429, "RATE_LIMITED");
        var wait = int.Parse(third.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture);
        Assert.InRange(wait, 1, 60);
        Assert.Equal(wait, problem.GetProperty("retryAfterSeconds").GetInt32());
    }

    [Fact]
    public async Task Request_AfterTheWaitThatWasTold_IsServed()
    {
        await using var host = await StartAsync("Anonymous", 1);
        await host.Client.SendAsync("GET", "api/v1/time");
        var refused = await host.Client.SendAsync("GET", "api/v1/time");
        await refused.ProblemAsync(429, "RATE_LIMITED");

        host.Clock.Advance(refused.Headers.RetryAfter!.Delta!.Value);

        Assert.Equal(200, (int)(await host.Client.SendAsync("GET", "api/v1/time")).StatusCode);
    }

    [Fact]
    public async Task Request_OfAUser_CountsForThatUserAlone()
    {
        await using var host = await StartAsync("User", 2);
        var (_, ana) = await host.SignedInAsync("ana@example.com");
        var (_, ben) = await host.SignedInAsync("ben@example.com");

        await host.Client.SendAsync("GET", "api/v1/me", token: ana);
        await host.Client.SendAsync("GET", "api/v1/me", token: ana);
        var third = await host.Client.SendAsync("GET", "api/v1/me", token: ana);
        var other = await host.Client.SendAsync("GET", "api/v1/me", token: ben);

        await third.ProblemAsync(429, "RATE_LIMITED");
        Assert.Equal("\"user\";q=2;w=120", third.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task Request_WithMadeUpTokens_CountsForItsAddress()
    {
        await using var host = await StartAsync("Anonymous", 2);

        await (await host.Client.SendAsync("GET", "api/v1/me", token: "made-up-1")).ProblemAsync(401, "INVALID_TOKEN");
        await (await host.Client.SendAsync("GET", "api/v1/me")).ProblemAsync(401, "AUTHENTICATION_REQUIRED");
        await (await host.Client.SendAsync("GET", "api/v1/me", token: "made-up-2")).ProblemAsync(429, "RATE_LIMITED");
    }

    [Theory]
    [InlineData("SignIn", "api/v1/auth/login", """{"email":"ana@example.com","password":"wrong-Horse-7"}""")]
    [InlineData("SignInAccount", "api/v1/auth/login", """{"email":"ana@example.com","password":"wrong-Horse-7"}""")]
    [InlineData("SignIn", "api/v1/admin/setup", """{"code":"0000-0000-0000","email":"ana@example.com","password":"correct-Horse-7"}""")]
    [InlineData("Registration", "api/v1/auth/register", """{"email":"ana@example.com","password":"correct-Horse-7","country":"DE","acceptTerms":true}""")]
    [InlineData("Registration", "api/v1/auth/resend-verification", """{"email":"ana@example.com"}""")]
    public async Task Request_ThatTriesASecretOrSendsMail_HasATighterLimit(string limit, string path, string body)
    {
        await using var host = await StartAsync(limit, 3);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotEqual(429, (int)(await host.Client.SendAsync("POST", path, body)).StatusCode);
        }

        await (await host.Client.SendAsync("POST", path, body)).ProblemAsync(429, "RATE_LIMITED");
        Assert.Equal(200, (int)(await host.Client.SendAsync("GET", "api/v1/time")).StatusCode);
    }

    [Fact]
    public async Task SignIn_LimitedForAnAccount_IsAnsweredAlikeForUnknownAddresses()
    {
        await using var host = await StartAsync("SignInAccount", 1);
        await host.SignedInAsync("ana@example.com");
        await host.SignInAsync("nobody@example.com");

        var known = await (await host.SignInAsync("ana@example.com")).ProblemAsync(429, "RATE_LIMITED");
        var unknown = await (await host.SignInAsync("nobody@example.com")).ProblemAsync(429, "RATE_LIMITED");

        Assert.Equal(known.GetProperty("detail").GetString(), unknown.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Health_AskedOften_IsNotLimited()
    {
        await using var host = await StartAsync("Anonymous", 1);
        for (var i = 0; i < 5; i++)
        {
            var live = await host.Client.SendAsync("GET", "health/live");
            Assert.Equal(200, (int)live.StatusCode);
            Assert.False(live.Headers.Contains("RateLimit"));
        }
    }

    [Fact]
    public async Task Request_SignedWithAKey_CountsForTheKeyAndLeavesItsOwnerTheRest()
    {
        await using var host = await StartAsync("ApiKey", 2);
        var (userId, ana) = await host.SignedInAsync("ana@example.com");
        var create = host.Services.GetRequiredService<CreateApiKey>();
        var owner = new Caller(userId, "session", RoleSet.Of(Role.Customer), 0);
        var keys = new[]
        {
            (await create.ExecuteAsync(owner, new CreateApiKeyCommand("one", ApiKeyKind.Hmac, null, [ApiKeyScope.Read], [], 1))).Value,
            (await create.ExecuteAsync(owner, new CreateApiKeyCommand("two", ApiKeyKind.Hmac, null, [ApiKeyScope.Read], [], 1))).Value,
        };

        var first = await SignedAsync(host, keys[0]);
        await SignedAsync(host, keys[0]);
        var third = await SignedAsync(host, keys[0]);

        Assert.Equal(200, (int)first.StatusCode);
        Assert.StartsWith("\"api-key\";r=1;t=", first.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        await third.ProblemAsync(429, "RATE_LIMITED");
        Assert.Equal(200, (int)(await SignedAsync(host, keys[1])).StatusCode);
        Assert.Equal(200, (int)(await host.Client.SendAsync("GET", "api/v1/me", token: ana)).StatusCode);
    }

    private static Task<HttpResponseMessage> SignedAsync(HttpAppHost host, NewApiKey key)
    {
        var query = $"timestamp={host.Clock.GetUtcNow().ToUnixTimeMilliseconds()}";
        return host.Client.SendAsync(
            "GET", $"api/v1/wallet/withdrawals?{query}&signature={SignedRequest.Sign(Encoding.ASCII.GetBytes(query), key.Secret!)}", headers: ("X-API-Key", key.Token));
    }

    private static Task<HttpAppHost> StartAsync(string limit, int burst) => HttpAppHost.StartAsync(new Dictionary<string, string?>
    {
        [$"RateLimits:{limit}:Tokens"] = "1",
        [$"RateLimits:{limit}:Period"] = "00:01:00",
        [$"RateLimits:{limit}:Burst"] = $"{burst}",
    });
}
