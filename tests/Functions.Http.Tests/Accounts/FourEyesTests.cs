using System.Net;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Functions.Http.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Accounts;

/// <summary>What takes two of the staff: privileged roles, lost second factors; and the way back when all administrators are lost.</summary>
public sealed class FourEyesTests
{
    [Fact]
    public async Task PrivilegedRole_WhileThereIsOneAdmin_IsRefusedForWantOfASecondPerson()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var tom = await host.AccountAsync("tom@example.com");

        await (await GrantAsync(host, ada, tom, "treasury")).ProblemAsync(409, "SECOND_PERSON_MISSING");
        Assert.Equal(HttpStatusCode.OK, (await GrantAsync(host, ada, tom, "support")).StatusCode); // not a privileged one

        Assert.Equal(["customer", "support"], await RolesAsync(host, ada, "tom@example.com"));
    }

    [Fact]
    public async Task SecondAdmin_MadeByTheFirstAlone_IsMadeOnce()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var users = new[] { await host.AccountAsync("bea@example.com"), await host.AccountAsync("cleo@example.com") };

        var answers = await Task.WhenAll(users.Select(user => GrantAsync(host, ada, user, "admin")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Single(answers, answer => answer.StatusCode != HttpStatusCode.OK);
        var second = answers[0].StatusCode == HttpStatusCode.OK ? 0 : 1;
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("DELETE", $"api/v1/admin/users/{users[second]}/roles/admin", token: ada)).StatusCode);
        await (await GrantAsync(host, ada, users[1 - second], "admin")).ProblemAsync(409, "SECOND_PERSON_MISSING");
    }

    [Fact]
    public async Task PrivilegedRole_AskedForByOneAdmin_IsGivenWhenAnotherApproves()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (_, bea) = await host.SignedInAsync("bea@example.com", Role.Admin);
        var (_, sue) = await host.SignedInAsync("sue@example.com", Role.Support);
        var tom = await host.AccountAsync("tom@example.com");

        var asked = await GrantAsync(host, ada, tom, "treasury");
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var id = (await asked.JsonAsync()).GetProperty("pendingRequestId").GetString()!;
        Assert.Equal(id, (await (await GrantAsync(host, bea, tom, "treasury")).JsonAsync()).GetProperty("pendingRequestId").GetString()); // the same request
        await (await ApproveAsync(host, ada, id)).ProblemAsync(409, "ANOTHER_PERSON_NEEDED");
        await (await ApproveAsync(host, sue, id)).ProblemAsync(403, "ROLE_MISSING");
        Assert.Equal(["customer"], await RolesAsync(host, ada, "tom@example.com"));

        Assert.Equal(HttpStatusCode.OK, (await ApproveAsync(host, bea, id)).StatusCode);

        Assert.Equal(["customer", "treasury"], await RolesAsync(host, ada, "tom@example.com"));
        await (await ApproveAsync(host, bea, id)).ProblemAsync(404, "REQUEST_NOT_FOUND");
        Assert.Empty(await WaitingAsync(host, ada));
    }

    [Fact]
    public async Task PrivilegedRole_ForOneself_IsNotApprovedByTheBeneficiary()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (beaId, bea) = await host.SignedInAsync("bea@example.com", Role.Admin);

        var id = (await (await GrantAsync(host, ada, beaId, "treasury")).JsonAsync()).GetProperty("pendingRequestId").GetString()!;

        await (await ApproveAsync(host, bea, id)).ProblemAsync(409, "ANOTHER_PERSON_NEEDED");
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync("DELETE", $"api/v1/admin/requests/{id}", token: bea)).StatusCode);
        Assert.Empty(await WaitingAsync(host, ada));
        Assert.Equal(["admin"], await RolesAsync(host, ada, "bea@example.com"));
    }

    [Fact]
    public async Task Request_AfterAWeek_CannotBeApproved()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var tom = await host.AccountAsync("tom@example.com");
        await host.SignedInAsync("bea@example.com", Role.Admin);
        var id = (await (await GrantAsync(host, ada, tom, "treasury")).JsonAsync()).GetProperty("pendingRequestId").GetString()!;
        host.Clock.Advance(TimeSpan.FromDays(8));
        var (_, bea) = await host.SignedInAsync("bea@example.com", Role.Admin);

        await (await ApproveAsync(host, bea, id)).ProblemAsync(404, "REQUEST_NOT_FOUND");
    }

    [Fact]
    public async Task LostSecondFactor_ApprovedByTwo_IsRemovedAndBlocksWithdrawals()
    {
        await using var host = await HttpAppHost.StartAsync();
        var userId = await host.AccountAsync("ana@example.com");
        await host.Services.GetRequiredService<CryptoVault.Accounts.SecondFactors.ProvisionSecondFactor>().ExecuteAsync(userId, Customers.Secret);
        var (_, sue) = await host.SignedInAsync("sue@example.com", Role.Support);
        var (_, rita) = await host.SignedInAsync("rita@example.com", Role.ComplianceReviewer);
        var challenge = (await (await host.SignInAsync("ana@example.com")).JsonAsync()).GetProperty("challenge").GetString();

        Assert.Equal(HttpStatusCode.Accepted, (await LostAsync(host, challenge)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await LostAsync(host, challenge)).StatusCode);
        Assert.Contains("second factor shall be removed", await host.NewestMailAsync("ana@example.com"), StringComparison.Ordinal);
        var id = Assert.Single(await WaitingAsync(host, sue)).GetProperty("id").GetString()!;
        Assert.False((await (await ApproveAsync(host, sue, id)).JsonAsync()).GetProperty("isDone").GetBoolean());
        await (await ApproveAsync(host, sue, id)).ProblemAsync(409, "ANOTHER_PERSON_NEEDED");
        Assert.Equal(HttpStatusCode.Accepted, (await host.SignInAsync("ana@example.com")).StatusCode);

        Assert.True((await (await ApproveAsync(host, rita, id)).JsonAsync()).GetProperty("isDone").GetBoolean());

        var token = (await (await host.SignInAsync("ana@example.com")).JsonAsync()).GetProperty("accessToken").GetString();
        var me = await (await host.Client.SendAsync("GET", "api/v1/me", token: token)).JsonAsync();
        Assert.False(me.GetProperty("hasSecondFactor").GetBoolean());
        Assert.True(me.GetProperty("withdrawalsBlockedUntil").GetDateTimeOffset() > host.Clock.GetUtcNow().AddHours(23));
    }

    [Fact]
    public async Task Unlock_BySupport_LetsTheOwnerInAgain()
    {
        await using var host = await HttpAppHost.StartAsync();
        var userId = await host.AccountAsync("ana@example.com");
        var (_, sue) = await host.SignedInAsync("sue@example.com", Role.Support);
        for (var i = 0; i < 5; i++)
        {
            await host.SignInAsync("ana@example.com", "wrong-Horse-1");
        }

        await (await host.SignInAsync("ana@example.com")).ProblemAsync(401, "INVALID_CREDENTIALS");
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync("POST", $"api/v1/admin/users/{userId}/unlock", token: sue)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await host.SignInAsync("ana@example.com")).StatusCode);
    }

    [Fact]
    public async Task BreakGlass_UsedByTheOperator_AlertsAllStaffAndTakesEffectAfterADay()
    {
        await using var host = await StartWithBreakGlassAsync();
        await host.SignedInAsync("ada@example.com", Role.Admin);
        await host.SignedInAsync("sue@example.com", Role.Support);

        var made = await SetUpAsync(host, "bob@example.com", host.SetupCode);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Contains("Break-glass", await host.NewestMailAsync("ada@example.com"), StringComparison.Ordinal);
        Assert.Contains("Break-glass", await host.NewestMailAsync("sue@example.com"), StringComparison.Ordinal);
        await host.Services.GetRequiredService<BreakGlassAdmin>().ApplyAsync();
        Assert.Empty((await (await host.SignInAsync("bob@example.com")).JsonAsync()).GetProperty("roles").EnumerateArray());
        await (await SetUpAsync(host, "eve@example.com", "AAAA-AAAA-AAAA-AAAA-AAAA")).ProblemAsync(409, "SETUP_CLOSED");

        host.Clock.Advance(TimeSpan.FromHours(24));
        await host.Services.GetRequiredService<BreakGlassAdmin>().ApplyAsync();

        Assert.Equal(["admin"], (await (await host.SignInAsync("bob@example.com")).JsonAsync()).GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public async Task BreakGlass_StoppedByAnAdmin_MakesNobodyAdmin()
    {
        await using var host = await StartWithBreakGlassAsync();
        await SetUpAsync(host, "bob@example.com", host.SetupCode);
        host.Clock.Advance(TimeSpan.FromHours(23));
        var (_, ada) = await host.SignedInAsync("ada@example.com", Role.Admin);

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync("DELETE", "api/v1/admin/setup/break-glass", token: ada)).StatusCode);
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.Services.GetRequiredService<BreakGlassAdmin>().ApplyAsync();

        Assert.Empty((await (await host.SignInAsync("bob@example.com")).JsonAsync()).GetProperty("roles").EnumerateArray());
    }

    [Fact]
    public async Task BreakGlass_WithAWrongCodeOrWithoutTheWish_IsRefused()
    {
        await using var host = await StartWithBreakGlassAsync();
        await (await SetUpAsync(host, "bob@example.com", "AAAA-AAAA-AAAA-AAAA-AAAA")).ProblemAsync(403, "INVALID_SETUP_CODE");

        await using var other = await HttpAppHost.StartAsync();
        await SetUpAsync(other, "ada@example.com", other.SetupCode);
        await other.Services.GetRequiredService<OfferAdminSetup>().ExecuteAsync();

        await (await SetUpAsync(other, "bob@example.com", "AAAA-AAAA-AAAA-AAAA-AAAA")).ProblemAsync(409, "SETUP_CLOSED");
        Assert.False(File.Exists(Path.Combine(other.Folder, "admin-setup-code.txt")));
    }

    /// <summary>A host that had its first administrator, and is asked by configuration for a break-glass code.</summary>
    private static async Task<HttpAppHost> StartWithBreakGlassAsync()
    {
        var host = await HttpAppHost.StartAsync(new Dictionary<string, string?> { ["Accounts:BreakGlass"] = "true" });
        Assert.Equal(HttpStatusCode.Created, (await SetUpAsync(host, "first@example.com", host.SetupCode)).StatusCode);
        Assert.False(File.Exists(Path.Combine(host.Folder, "admin-setup-code.txt")));
        await host.Services.GetRequiredService<OfferAdminSetup>().ExecuteAsync(); // as its next start does
        return host;
    }

    private static Task<HttpResponseMessage> SetUpAsync(HttpAppHost host, string email, string code) =>
        host.Client.SendAsync("POST", "api/v1/admin/setup", $$"""{"code":"{{code}}","email":"{{email}}","password":"{{Customers.Password}}"}""");

    private static Task<HttpResponseMessage> GrantAsync(HttpAppHost host, string admin, string userId, string role) =>
        host.Client.SendAsync("POST", $"api/v1/admin/users/{userId}/roles", $$"""{"role":"{{role}}"}""", admin);

    private static Task<HttpResponseMessage> ApproveAsync(HttpAppHost host, string staff, string id) =>
        host.Client.SendAsync("POST", $"api/v1/admin/requests/{id}/approve", """{"reason":"Seen on video."}""", staff);

    private static Task<HttpResponseMessage> LostAsync(HttpAppHost host, string? challenge) =>
        host.Client.SendAsync("POST", "api/v1/auth/2fa/lost", $$"""{"challenge":"{{challenge}}"}""");

    private static async Task<IReadOnlyList<JsonElement>> WaitingAsync(HttpAppHost host, string staff) =>
        [.. (await (await host.Client.SendAsync("GET", "api/v1/admin/requests", token: staff)).JsonAsync()).GetProperty("items").EnumerateArray()];

    private static async Task<IEnumerable<string?>> RolesAsync(HttpAppHost host, string admin, string email) =>
        (await (await host.Client.SendAsync("GET", $"api/v1/admin/users?email={email}", token: admin)).JsonAsync())
        .GetProperty("items")[0].GetProperty("roles").EnumerateArray().Select(role => role.GetString());
}
