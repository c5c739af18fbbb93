using System.Net;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Accounts;

public sealed class PasswordTests
{
    private const string New = "another-Horse-8";

    [Fact]
    public async Task Reset_ByTheTokenOfTheMail_SetsThePasswordOnceAndEndsAllSessions()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, token) = await host.SignedInAsync("ana@example.com");

        Assert.Equal(HttpStatusCode.Accepted, (await ForgotAsync(host, "ana@example.com")).StatusCode);
        var mail = await host.NewestTokenAsync("ana@example.com");
        Assert.Equal(HttpStatusCode.OK, (await ResetAsync(host, mail, New)).StatusCode);
        Assert.Contains("password of your account was reset by mail", await host.NewestMailAsync("ana@example.com"), StringComparison.Ordinal);

        await (await host.Client.SendAsync("GET", "api/v1/me", token: token)).ProblemAsync(401, "SESSION_ENDED");
        await (await host.SignInAsync("ana@example.com")).ProblemAsync(401, "INVALID_CREDENTIALS");
        var signedIn = await (await host.SignInAsync("ana@example.com", New)).JsonAsync();
        await (await ResetAsync(host, mail, "third-Horse-9")).ProblemAsync(422, "TOKEN_INVALID");
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync("ana@example.com", New)).StatusCode);
        var me = await (await host.Client.SendAsync("GET", "api/v1/me", token: signedIn.GetProperty("accessToken").GetString())).JsonAsync();
        Assert.InRange(me.GetProperty("withdrawalsBlockedUntil").GetDateTimeOffset(), host.Clock.GetUtcNow().AddHours(23), host.Clock.GetUtcNow().AddHours(24));
    }

    [Fact]
    public async Task Forgot_OfAKnownAnUnknownAndAnUnverifiedAddress_AnswersToTheLetterAlike()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.SignedInAsync("ana@example.com");
        await host.Client.SendAsync("POST", "api/v1/auth/register", """{"email":"uma@example.com","password":"correct-Horse-7","country":"DE","acceptTerms":true,"birthDate":"1990-05-17"}""");

        var answers = new List<string>();
        foreach (var address in new[] { "ana", "nobody", "uma" })
        {
            var answer = await host.Client.SendAsync("POST", "api/v1/auth/password/forgot", $$"""{"email":"{{address}}@example.com"}""", headers: ("X-Correlation-Id", "same-for-all"));
            answers.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.Equal(["202 {}"], answers.Distinct());
        Assert.Contains("Set a new password", await host.NewestMailAsync("ana@example.com"), StringComparison.Ordinal);
        Assert.DoesNotContain("Set a new password", await host.NewestMailAsync("uma@example.com"), StringComparison.Ordinal);
        Assert.Null(await host.NewestMailAsync("nobody@example.com"));
    }

    [Fact]
    public async Task Forgot_MoreThanThreeTimesAnHour_IsRefusedForKnownAndUnknownAddressesAlike()
    {
        await using var host = await HttpAppHost.StartAsync(new Dictionary<string, string?>
        {
            ["RateLimits:Reset:Tokens"] = "3", ["RateLimits:Reset:Period"] = "01:00:00", ["RateLimits:Reset:Burst"] = "3",
        });
        await host.SignedInAsync("ana@example.com");

        foreach (var address in new[] { "ana@example.com", "nobody@example.com" })
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(HttpStatusCode.Accepted, (await ForgotAsync(host, address)).StatusCode);
            }

            await (await ForgotAsync(host, address)).ProblemAsync(429, "RATE_LIMITED");
        }
    }

    [Theory]
    [InlineData("short", "PASSWORD_TOO_SHORT")]
    [InlineData("password123", "PASSWORD_TOO_COMMON")]
    [InlineData("my-ana-laura-1", "PASSWORD_GUESSABLE")]
    public async Task Reset_ToAWeakPassword_IsRefusedAndTheTokenStaysGood(string password, string code)
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.SignedInAsync("ana-laura@example.com");
        await ForgotAsync(host, "ana-laura@example.com");
        var token = await host.NewestTokenAsync("ana-laura@example.com");

        var problem = await (await ResetAsync(host, token, password)).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.Equal(code, problem.Field("/password").GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await ResetAsync(host, token, New)).StatusCode);
    }

    [Fact]
    public async Task Reset_AfterAnHour_IsRefusedAndChangesNothing()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.SignedInAsync("ana@example.com");
        await ForgotAsync(host, "ana@example.com");
        var token = await host.NewestTokenAsync("ana@example.com");
        host.Clock.Advance(TimeSpan.FromHours(1));

        await (await ResetAsync(host, token, New)).ProblemAsync(422, "TOKEN_INVALID");

        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync("ana@example.com")).StatusCode);
    }

    [Fact]
    public async Task Change_WithThePresentPassword_EndsAllOtherSessions()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, here) = await host.SignedInAsync("ana@example.com");
        var elsewhere = (await (await host.SignInAsync("ana@example.com")).JsonAsync()).GetProperty("accessToken").GetString();

        Assert.Equal(HttpStatusCode.NoContent, (await ChangeAsync(host, here, Customers.Password, New)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/me", token: here)).StatusCode);
        await (await host.Client.SendAsync("GET", "api/v1/me", token: elsewhere)).ProblemAsync(401, "SESSION_ENDED");
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync("ana@example.com", New)).StatusCode);
    }

    [Fact]
    public async Task Change_WithAWrongPassword_IsRefusedCountsAndChangesNothing()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, token) = await host.SignedInAsync("ana@example.com");
        for (var i = 0; i < 5; i++)
        {
            await (await ChangeAsync(host, token, "wrong-Horse-1", New)).ProblemAsync(403, "WRONG_PASSWORD");
        }

        await (await ChangeAsync(host, token, Customers.Password, New)).ProblemAsync(403, "WRONG_PASSWORD"); // locked

        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync("ana@example.com")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/me", token: token)).StatusCode);
    }

    [Fact]
    public async Task Change_WithASecondFactorProvedLongAgo_NeedsAStepUp()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, token) = await host.SignedInAsync("rita@example.com", Role.Support);
        host.Clock.Advance(TimeSpan.FromMinutes(6));

        await (await ChangeAsync(host, token, Customers.Password, New)).ProblemAsync(403, "STEP_UP_REQUIRED");

        await host.Client.SendAsync("POST", "api/v1/auth/step-up", $$"""{"code":"{{host.CodeNow()}}"}""", token);
        Assert.Equal(HttpStatusCode.NoContent, (await ChangeAsync(host, token, Customers.Password, New)).StatusCode);
    }

    [Fact]
    public async Task EmailChange_ConfirmedByBothSides_MovesTheAccount()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (userId, token) = await host.SignedInAsync("ana@example.com");

        Assert.Equal(HttpStatusCode.Accepted, (await ChangeEmailAsync(host, token, "ann@example.com")).StatusCode);
        Assert.Equal("waits_for_other_side", await ConfirmAsync(host, await host.NewestTokenAsync("ana@example.com")));
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync("ana@example.com")).StatusCode);
        Assert.Equal("done", await ConfirmAsync(host, await host.NewestTokenAsync("ann@example.com")));

        await (await host.SignInAsync("ana@example.com")).ProblemAsync(401, "INVALID_CREDENTIALS");
        Assert.Equal(userId, (await (await host.SignInAsync("ann@example.com")).JsonAsync()).GetProperty("userId").GetString());
        var me = await (await host.Client.SendAsync("GET", "api/v1/me", token: token)).JsonAsync();
        Assert.Equal("ann@example.com", me.GetProperty("email").GetString());
        Assert.True(me.GetProperty("withdrawalsBlockedUntil").GetDateTimeOffset() > host.Clock.GetUtcNow().AddHours(23));
        Assert.Contains("another e-mail address now", await host.NewestMailAsync("ana@example.com"), StringComparison.Ordinal);
        var (other, _) = await host.SignedInAsync("ana@example.com"); // the old address is free again
        Assert.NotEqual(userId, other);
    }

    [Fact]
    public async Task EmailChange_ToAnAddressWithAccount_AnswersAlikeAndNeverComes()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.SignedInAsync("ben@example.com");
        var (_, token) = await host.SignedInAsync("ana@example.com");

        var answer = await ChangeEmailAsync(host, token, "ben@example.com");

        Assert.Equal("202 {}", $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        Assert.Contains("have an account already", await host.NewestMailAsync("ben@example.com"), StringComparison.Ordinal);
        Assert.Equal("waits_for_other_side", await ConfirmAsync(host, await host.NewestTokenAsync("ana@example.com")));
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync("ana@example.com")).StatusCode);
    }

    [Fact]
    public async Task EmailChange_WithAWrongPassword_IsRefusedAndMailsNobody()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, token) = await host.SignedInAsync("ana@example.com");

        await (await host.Client.SendAsync("POST", "api/v1/auth/email/change", """{"newEmail":"ann@example.com","password":"wrong-Horse-1"}""", token)).ProblemAsync(403, "WRONG_PASSWORD");

        Assert.Null(await host.NewestMailAsync("ana@example.com"));
        Assert.Null(await host.NewestMailAsync("ann@example.com"));
    }

    private static Task<HttpResponseMessage> ForgotAsync(HttpAppHost host, string email) =>
        host.Client.SendAsync("POST", "api/v1/auth/password/forgot", $$"""{"email":"{{email}}"}""");

    private static Task<HttpResponseMessage> ResetAsync(HttpAppHost host, string token, string password) =>
        host.Client.SendAsync("POST", "api/v1/auth/password/reset", $$"""{"token":"{{token}}","password":"{{password}}"}""");

    private static Task<HttpResponseMessage> ChangeAsync(HttpAppHost host, string token, string current, string next) =>
        host.Client.SendAsync("POST", "api/v1/auth/password/change", $$"""{"currentPassword":"{{current}}","newPassword":"{{next}}"}""", token);

    private static Task<HttpResponseMessage> ChangeEmailAsync(HttpAppHost host, string token, string email) =>
        host.Client.SendAsync("POST", "api/v1/auth/email/change", $$"""{"newEmail":"{{email}}","password":"{{Customers.Password}}"}""", token);

    private static async Task<string?> ConfirmAsync(HttpAppHost host, string token)
    {
        JsonElement answer = await (await host.Client.SendAsync("POST", "api/v1/auth/email/change/confirm", $$"""{"token":"{{token}}"}""")).JsonAsync();
        return answer.GetProperty("state").GetString();
    }
}
