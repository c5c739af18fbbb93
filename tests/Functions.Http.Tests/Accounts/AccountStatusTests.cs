using System.Net;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Accounts;

/// <summary>Accounts that staff closes and opens again.</summary>
public sealed class AccountStatusTests
{
    private const string Ana = "ana@example.com";

    [Fact]
    public async Task Account_Closed_IsRefusedFromTheNextRequestUntilItIsOpenedAgain()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (userId, token) = await host.SignedInAsync(Ana);
        var (_, olga) = await host.SignedInAsync("olga@example.com", Role.ComplianceOfficer);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/me", token: token)).StatusCode);

        var closed = await SetAsync(host, olga, userId, "disabled");

        Assert.Equal("disabled", (await closed.JsonAsync()).GetProperty("status").GetString());
        await (await host.Client.SendAsync("GET", "api/v1/me", token: token)).ProblemAsync(401, "SESSION_ENDED");
        await (await host.SignInAsync(Ana)).ProblemAsync(401, "ACCOUNT_DISABLED");
        var mail = await host.NewestMailAsync(Ana);
        Assert.Contains("Your account is closed", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("a suspicion", mail, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await SetAsync(host, olga, userId, "active")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync(Ana)).StatusCode);
        await (await host.Client.SendAsync("GET", "api/v1/me", token: token)).ProblemAsync(401, "SESSION_ENDED"); // sessions of before stay over
    }

    [Fact]
    public async Task Account_OfTheStaffOrOnesOwn_IsNotClosedByThoseWhoMayNot()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (adaId, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (olgaId, olga) = await host.SignedInAsync("olga@example.com", Role.ComplianceOfficer);
        var (_, sue) = await host.SignedInAsync("sue@example.com", Role.Support);
        var anaId = await host.AccountAsync(Ana);

        await (await SetAsync(host, olga, adaId, "disabled")).ProblemAsync(403, "ROLE_MISSING");
        await (await SetAsync(host, ada, adaId, "disabled")).ProblemAsync(403, "OWN_STATUS");
        await (await SetAsync(host, sue, anaId, "disabled")).ProblemAsync(403, "ROLE_MISSING");
        await (await SetAsync(host, ada, anaId, "frozen")).ProblemAsync(400, "VALIDATION_FAILED");
        await (await SetAsync(host, ada, "0198c0de-0000-7000-8000-000000000000", "disabled")).ProblemAsync(404, "USER_NOT_FOUND");

        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync(Ana)).StatusCode);
        Assert.Null(await host.NewestMailAsync("ada@example.com"));
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(host, ada, olgaId, "disabled")).StatusCode);
        await (await host.Client.SendAsync("GET", "api/v1/compliance/cases", token: olga)).ProblemAsync(401, "SESSION_ENDED");
    }

    [Fact]
    public async Task Account_ThatItsOwnerFroze_IsNotOpenedByStaff()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (userId, _) = await host.SignedInAsync(Ana);
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        await host.Client.SendAsync("POST", "api/v1/auth/login", $$"""{"email":"{{Ana}}","password":"{{Customers.Password}}"}""", headers: ("User-Agent", "stranger"));
        var token = await host.NewestTokenAsync(Ana);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("POST", "api/v1/auth/freeze", $$"""{"token":"{{token}}"}""")).StatusCode);

        await (await SetAsync(host, ada, userId, "active")).ProblemAsync(409, "FROZEN_BY_OWNER");
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(host, ada, userId, "disabled")).StatusCode);
        Assert.Equal("frozen", (await (await SetAsync(host, ada, userId, "active")).JsonAsync()).GetProperty("status").GetString());

        await (await host.SignInAsync(Ana)).ProblemAsync(401, "ACCOUNT_FROZEN");
    }

    private static Task<HttpResponseMessage> SetAsync(HttpAppHost host, string staff, string userId, string status) =>
        host.Client.SendAsync("PUT", $"api/v1/admin/users/{userId}/status", $$"""{"status":"{{status}}","reason":"a suspicion"}""", staff);
}
