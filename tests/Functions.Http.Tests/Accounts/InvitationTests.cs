using System.Net;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Accounts;

/// <summary>How people come to the staff by mail, and how they are told of their roles.</summary>
public sealed class InvitationTests
{
    private const string Sue = "sue@example.com";
    private const string NewPassword = "violet-Harbour-93";

    [Fact]
    public async Task Invitation_Accepted_LetsItsOwnerSignInWithTheRoleOnce()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var invited = await InviteAsync(host, ada, Sue, "support");
        Assert.Equal(HttpStatusCode.OK, invited.StatusCode);
        Assert.True((await invited.JsonAsync()).GetProperty("expiresAt").GetDateTimeOffset() > host.Clock.GetUtcNow().AddHours(71));
        Assert.Contains("/links/accept-invitation#token=", await host.NewestMailAsync(Sue), StringComparison.Ordinal);
        var token = await host.NewestTokenAsync(Sue);

        await (await AcceptAsync(host, token, "password")).ProblemAsync(400, "VALIDATION_FAILED");
        Assert.Equal(HttpStatusCode.OK, (await AcceptAsync(host, token)).StatusCode);
        await (await AcceptAsync(host, token, "another-Harbour-94")).ProblemAsync(422, "TOKEN_INVALID");

        var signedIn = await (await host.SignInAsync(Sue, NewPassword)).JsonAsync();
        Assert.Equal(["support"], signedIn.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        var her = signedIn.GetProperty("accessToken").GetString();
        await (await host.Client.SendAsync("GET", "api/v1/admin/requests", token: her)).ProblemAsync(403, "SECOND_FACTOR_REQUIRED");
        await (await host.SignInAsync(Sue, "another-Harbour-94")).ProblemAsync(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task Invitation_OfTheSecondAdminAndOfOthers_FollowsTheRulesOfRoles()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);

        await (await InviteAsync(host, ada, "tom@example.com", "treasury")).ProblemAsync(409, "SECOND_PERSON_MISSING");
        Assert.Null(await host.NewestMailAsync("tom@example.com"));
        var toms = await (await host.Client.SendAsync("GET", "api/v1/admin/users?email=tom@example.com", token: ada)).JsonAsync();
        Assert.Equal(0, toms.GetProperty("items").GetArrayLength()); // nor an account without roles
        Assert.Equal(HttpStatusCode.OK, (await InviteAsync(host, ada, "bea@example.com", "admin")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await InviteAsync(host, ada, "cleo@example.com", "admin")).StatusCode); // there is a second one now, whom it waits for

        var (_, eve) = await host.SignedInAsync("eve@example.com", Role.Admin);
        var pending = await InviteAsync(host, ada, "tom@example.com", "treasury");
        Assert.Equal(HttpStatusCode.Accepted, pending.StatusCode);
        Assert.Contains("has to confirm the role", await host.NewestMailAsync("tom@example.com"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AcceptAsync(host, await host.NewestTokenAsync("tom@example.com"))).StatusCode);
        Assert.Empty((await (await host.SignInAsync("tom@example.com", NewPassword)).JsonAsync()).GetProperty("roles").EnumerateArray());
        var id = (await pending.JsonAsync()).GetProperty("pendingRequestId").GetString();
        var approved = await host.Client.SendAsync("POST", $"api/v1/admin/requests/{id}/approve", """{"reason":"As agreed."}""", eve);

        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        Assert.Contains("role treasury was given to you", await host.NewestMailAsync("tom@example.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitation_LateOrReplaced_OpensNothing()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        await InviteAsync(host, ada, Sue, "support");
        var first = await host.NewestTokenAsync(Sue);
        Assert.Equal(HttpStatusCode.OK, (await InviteAsync(host, ada, Sue, "support")).StatusCode);
        var second = await host.NewestTokenAsync(Sue);

        Assert.NotEqual(first, second);
        await (await AcceptAsync(host, first)).ProblemAsync(422, "TOKEN_INVALID");
        host.Clock.Advance(TimeSpan.FromDays(3));
        await (await AcceptAsync(host, second)).ProblemAsync(422, "TOKEN_INVALID");
        await (await host.SignInAsync(Sue, NewPassword)).ProblemAsync(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task Invitation_AgainWhileTheFirstIsAccepted_MailsNoLinkAndLeavesThePassword()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var userId = (await (await InviteAsync(host, ada, Sue, "support")).JsonAsync()).GetProperty("userId").GetString();
        var first = await host.NewestTokenAsync(Sue);
        var accepted = 0;
        using var between = host.Services.GetRequiredService<IAccessSignals>().Listen(changed =>
        {
            if (changed == userId && Interlocked.Exchange(ref accepted, 1) == 0)
            {
                Assert.Equal(HttpStatusCode.OK, AcceptAsync(host, first).GetAwaiter().GetResult().StatusCode); // between the look at the invitation and its mail
            }
        });

        var again = await InviteAsync(host, ada, Sue, "support");

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(1, accepted);
        Assert.False((await again.JsonAsync()).TryGetProperty("expiresAt", out var until) && until.ValueKind != JsonValueKind.Null);
        Assert.Equal(first, await host.NewestTokenAsync(Sue));
        await (await AcceptAsync(host, first, "another-Harbour-94")).ProblemAsync(422, "TOKEN_INVALID");
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync(Sue, NewPassword)).StatusCode);
    }

    [Fact]
    public async Task Invitation_OfAnAddressThatSomebodyRegisteredAndNeverProved_VoidsTheirPassword()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var registered = await host.Client.SendAsync(
            "POST", "api/v1/auth/register",
            $$"""{"email":"{{Sue}}","password":"{{Customers.Password}}","country":"DE","acceptTerms":true,"birthDate":"1990-05-17"}""");
        Assert.Equal(HttpStatusCode.Accepted, registered.StatusCode);
        var verification = await host.NewestTokenAsync(Sue);

        Assert.Equal(HttpStatusCode.OK, (await InviteAsync(host, ada, Sue, "support")).StatusCode);

        await (await host.Client.SendAsync("POST", "api/v1/auth/verify-email", $$"""{"token":"{{verification}}"}""")).ProblemAsync(422, "TOKEN_INVALID");
        await (await host.SignInAsync(Sue)).ProblemAsync(401, "INVALID_CREDENTIALS");
        Assert.Equal(HttpStatusCode.OK, (await AcceptAsync(host, await host.NewestTokenAsync(Sue))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync(Sue, NewPassword)).StatusCode);
    }

    [Fact]
    public async Task Invitation_OfSomebodyWithAnAccount_GivesTheRoleAndLeavesThePassword()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        await host.AccountAsync(Sue);

        var invited = await (await InviteAsync(host, ada, Sue, "support")).JsonAsync();

        Assert.Equal(["customer", "support"], invited.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal(JsonValueKind.Null, invited.TryGetProperty("expiresAt", out var until) ? until.ValueKind : JsonValueKind.Null);
        Assert.Contains("role support was given to you", await host.NewestMailAsync(Sue), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync(Sue)).StatusCode);

        var userId = invited.GetProperty("userId").GetString();
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("DELETE", $"api/v1/admin/users/{userId}/roles/support", token: ada)).StatusCode);
        Assert.Contains("role support was taken from you", await host.NewestMailAsync(Sue), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitation_OfACustomerOrByOthers_IsRefusedAndMakesNoAccount()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (_, rita) = await host.SignedInAsync("rita@example.com", Role.ComplianceOfficer);

        await (await InviteAsync(host, ada, Sue, "customer")).ProblemAsync(400, "VALIDATION_FAILED");
        await (await InviteAsync(host, rita, Sue, "support")).ProblemAsync(403, "ROLE_MISSING");

        Assert.Null(await host.NewestMailAsync(Sue));
        var found = await (await host.Client.SendAsync("GET", $"api/v1/admin/users?email={Sue}", token: ada)).JsonAsync();
        Assert.Equal(0, found.GetProperty("items").GetArrayLength());
    }

    private static Task<HttpResponseMessage> InviteAsync(HttpAppHost host, string admin, string email, string role) =>
        host.Client.SendAsync("POST", "api/v1/admin/invitations", $$"""{"email":"{{email}}","role":"{{role}}"}""", admin);

    private static Task<HttpResponseMessage> AcceptAsync(HttpAppHost host, string token, string password = NewPassword) =>
        host.Client.SendAsync("POST", "api/v1/auth/accept-invitation", $$"""{"token":"{{token}}","password":"{{password}}"}""");
}
