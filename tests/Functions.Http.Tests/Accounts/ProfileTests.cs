using System.Net;
using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Accounts;

public sealed class ProfileTests
{
    [Theory]
    [InlineData("DE", "1990-05-17", 202, null)]
    [InlineData("KP", "1990-05-17", 422, "COUNTRY_NOT_SERVED")]
    [InlineData("DE", "2025-01-01", 422, "CUSTOMER_TOO_YOUNG")]
    [InlineData("DE", "2999-01-01", 400, "VALIDATION_FAILED")]
    [InlineData("DE", "1990-17-05", 400, "VALIDATION_FAILED")]
    [InlineData("DE", null, 400, "VALIDATION_FAILED")]
    [InlineData("XX", "1990-05-17", 400, "VALIDATION_FAILED")]
    public async Task Register_FromACountryAtAnAge_IsTakenOrRefused(string country, string? birthDate, int status, string? code)
    {
        await using var host = await HttpAppHost.StartAsync();
        var date = birthDate is null ? "" : $",\"birthDate\":\"{birthDate}\"";

        var answer = await host.Client.SendAsync(
            "POST", "api/v1/auth/register", $$"""{"email":"ana@example.com","password":"correct-Horse-7","country":"{{country}}","acceptTerms":true{{date}}}""");

        if (code is null)
        {
            Assert.Equal(status, (int)answer.StatusCode);
        }
        else
        {
            await answer.ProblemAsync(status, code);
            Assert.Null(await host.NewestMailAsync("ana@example.com"));
        }
    }

    [Fact]
    public async Task Register_OnTheDayBeforeAndOfTheBirthday_IsRefusedAndTaken()
    {
        await using var host = await HttpAppHost.StartAsync();
        var today = DateOnly.FromDateTime(host.Clock.GetUtcNow().UtcDateTime).AddYears(-18);

        await (await RegisterAsync(host, "eva@example.com", today.AddDays(1))).ProblemAsync(422, "CUSTOMER_TOO_YOUNG");
        Assert.Equal(HttpStatusCode.Accepted, (await RegisterAsync(host, "ana@example.com", today)).StatusCode);
    }

    [Fact]
    public async Task Me_OfANewCustomer_ShowsDataAndConsents()
    {
        await using var host = await HttpAppHost.StartAsync();
        var token = await JoinAsync(host);

        var me = await MeAsync(host, token);

        Assert.Equal("1990-05-17", me.GetProperty("birthDate").GetString());
        Assert.Equal("DE", me.GetProperty("country").GetString());
        Assert.Equal(["terms", "privacy", "risk"], me.GetProperty("consents").EnumerateArray().Select(consent => consent.GetProperty("document").GetString()));
        Assert.Equal(0, me.GetProperty("consentsDue").GetArrayLength());
        Assert.Equal(0, me.GetProperty("dataDue").GetArrayLength());
    }

    [Fact]
    public async Task Consents_ToANewVersion_AreAskedForUntilTheyAreGiven()
    {
        await using var host = await HttpAppHost.StartAsync(new Dictionary<string, string?> { ["Accounts:TermsVersion"] = "2027-01" });
        var (_, token) = await host.SignedInAsync("ana@example.com");
        Assert.Equal(["terms", "privacy", "risk"], Due(await MeAsync(host, token)));

        await (await ConsentAsync(host, token, "terms", "2026-01")).ProblemAsync(409, "CONSENT_OUTDATED");
        Assert.Equal(3, Due(await MeAsync(host, token)).Count());
        Assert.Equal(HttpStatusCode.OK, (await ConsentAsync(host, token, "terms", "2027-01")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ConsentAsync(host, token, "terms", "2027-01")).StatusCode);

        var me = await MeAsync(host, token);
        Assert.Equal(["privacy", "risk"], Due(me));
        Assert.Equal("2027-01", Assert.Single(me.GetProperty("consents").EnumerateArray()).GetProperty("version").GetString());
        await (await ConsentAsync(host, token, "cookies", "1")).ProblemAsync(400, "VALIDATION_FAILED");
    }

    [Fact]
    public async Task Patch_UntilIdentified_ChangesCountryAndDateOfBirth()
    {
        await using var host = await HttpAppHost.StartAsync();
        var token = await JoinAsync(host);
        var (_, admin) = await host.SignedInAsync("ada@example.com", CryptoVault.Accounts.Role.Admin);

        Assert.Equal("FR", (await (await PatchAsync(host, token, """{"country":"FR"}""")).JsonAsync()).GetProperty("country").GetString());
        await (await PatchAsync(host, token, """{"country":"KP"}""")).ProblemAsync(422, "COUNTRY_NOT_SERVED");
        await (await PatchAsync(host, token, """{"birthDate":"2024-01-01"}""")).ProblemAsync(422, "CUSTOMER_TOO_YOUNG");
        await (await PatchAsync(host, token, """{"roles":["admin"]}""")).ProblemAsync(400, "VALIDATION_FAILED");
        var me = await MeAsync(host, token);
        await host.Client.SendAsync("PUT", $"api/v1/admin/users/{me.GetProperty("userId").GetString()}/kyc-level", """{"level":1,"reason":"Documents checked."}""", admin);
        await (await PatchAsync(host, token, """{"country":"DE"}""")).ProblemAsync(409, "PROFILE_IDENTIFIED");

        Assert.Equal("FR", (await MeAsync(host, token)).GetProperty("country").GetString());
    }

    private static async Task<string> JoinAsync(HttpAppHost host)
    {
        await RegisterAsync(host, "ana@example.com", new DateOnly(1990, 5, 17));
        await host.Client.SendAsync("POST", "api/v1/auth/verify-email", $$"""{"token":"{{await host.NewestTokenAsync("ana@example.com")}}"}""");
        return (await (await host.SignInAsync("ana@example.com")).JsonAsync()).GetProperty("accessToken").GetString()!;
    }

    private static Task<HttpResponseMessage> RegisterAsync(HttpAppHost host, string email, DateOnly birthDate) => host.Client.SendAsync(
        "POST", "api/v1/auth/register", $$"""{"email":"{{email}}","password":"correct-Horse-7","country":"DE","acceptTerms":true,"birthDate":"{{birthDate:yyyy-MM-dd}}"}""");

    private static Task<HttpResponseMessage> ConsentAsync(HttpAppHost host, string token, string document, string version) =>
        host.Client.SendAsync("POST", "api/v1/me/consents", $$"""{"consents":[{"document":"{{document}}","version":"{{version}}"}]}""", token);

    private static Task<HttpResponseMessage> PatchAsync(HttpAppHost host, string token, string body) => host.Client.SendAsync("PATCH", "api/v1/me", body, token);

    private static async Task<JsonElement> MeAsync(HttpAppHost host, string token) => await (await host.Client.SendAsync("GET", "api/v1/me", token: token)).JsonAsync();

    private static IEnumerable<string?> Due(JsonElement me) => me.GetProperty("consentsDue").EnumerateArray().Select(one => one.GetProperty("document").GetString());
}
