using System.Net;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Accounts;

public sealed class AdminTests
{
    private const string Unknown = "018f4e2a-0000-7000-8000-000000000001";

    [Fact]
    public async Task SetUp_WithTheCodeOfTheFile_MakesTheAdministratorOnce()
    {
        await using var host = await HttpAppHost.StartAsync();
        var code = host.SetupCode;
        var body = $$"""{"code":"{{code}}","email":"ada@example.com","password":"correct-Horse-7"}""";

        var answers = await Task.WhenAll(
            host.Client.SendAsync("POST", "api/v1/admin/setup", body),
            host.Client.SendAsync("POST", "api/v1/admin/setup", body.Replace("ada@", "eve@", StringComparison.Ordinal)));

        var created = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.NotEmpty((await created.JsonAsync()).GetProperty("userId").GetString()!);
        await answers.Single(answer => answer != created).ProblemAsync(409, "SETUP_CLOSED");
        await (await host.Client.SendAsync("POST", "api/v1/admin/setup", body)).ProblemAsync(409, "SETUP_CLOSED");
        Assert.False(File.Exists(Path.Combine(host.Folder, "admin-setup-code.txt")));
    }

    [Fact]
    public async Task SetUp_WithAWrongCode_IsForbidden()
    {
        await using var host = await HttpAppHost.StartAsync();

        var response = await host.Client.SendAsync("POST", "api/v1/admin/setup", """{"code":"0000-0000-0000-0000-0000","email":"ada@example.com","password":"correct-Horse-7"}""");

        await response.ProblemAsync(403, "INVALID_SETUP_CODE");
    }

    [Fact]
    public async Task SetupCodeFile_IsReadableByItsOwnerOnly()
    {
        await using var host = await HttpAppHost.StartAsync();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(host.Folder, "admin-setup-code.txt")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(host.Folder, "keys.json")));
        }
    }

    [Fact]
    public async Task Roles_GivenAndTaken_ApplyToTheUsersNextRequest()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, admin) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (userId, user) = await host.SignedInAsync("rita@example.com", Role.Support);
        await (await host.Client.SendAsync("POST", $"api/v1/admin/users/{userId}/roles", """{"role":"auditor"}""", user)).ProblemAsync(403, "ROLE_MISSING");

        var given = await (await host.Client.SendAsync("POST", $"api/v1/admin/users/{userId}/roles", """{"role":"admin"}""", admin)).JsonAsync();
        Assert.Equal(["support", "admin"], given.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/admin/users?email=rita@example.com", token: user)).StatusCode);

        var taken = await (await host.Client.SendAsync("DELETE", $"api/v1/admin/users/{userId}/roles/admin", token: admin)).JsonAsync();
        Assert.Equal(["support"], taken.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        await (await host.Client.SendAsync("POST", $"api/v1/admin/users/{userId}/roles", """{"role":"auditor"}""", user)).ProblemAsync(403, "ROLE_MISSING");
    }

    [Fact]
    public async Task Find_ByAddress_ListsTheUserOrNobody()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, admin) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (userId, _) = await host.SignedInAsync("rita@example.com");

        var found = await (await host.Client.SendAsync("GET", "api/v1/admin/users?email=Rita%40example.com", token: admin)).JsonAsync();
        var none = await (await host.Client.SendAsync("GET", "api/v1/admin/users?email=nobody@example.com", token: admin)).JsonAsync();

        Assert.Equal(userId, found.GetProperty("items")[0].GetProperty("userId").GetString());
        Assert.Equal(JsonValueKind.Null, found.GetProperty("nextCursor").ValueKind);
        Assert.Equal(0, none.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Find_BySupport_MasksTheAddress()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, sue) = await host.SignedInAsync("sue@example.com", Role.Support);
        var (userId, customer) = await host.SignedInAsync("rita@example.com");

        var found = (await (await host.Client.SendAsync("GET", "api/v1/admin/users?email=rita@example.com", token: sue)).JsonAsync()).GetProperty("items")[0];

        Assert.Equal(userId, found.GetProperty("userId").GetString());
        Assert.Equal("r***@example.com", found.GetProperty("email").GetString());
        await (await host.Client.SendAsync("GET", "api/v1/admin/users?email=sue@example.com", token: customer)).ProblemAsync(403, "ROLE_MISSING");
    }

    [Fact]
    public async Task KycLevel_Set_ShowsAtOnce()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, admin) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (userId, user) = await host.SignedInAsync("rita@example.com");

        await host.Client.SendAsync("PUT", $"api/v1/admin/users/{userId}/kyc-level", """{"level":2,"reason":"Documents checked."}""", admin);

        var me = await (await host.Client.SendAsync("GET", "api/v1/me", token: user)).JsonAsync();
        Assert.Equal(2, me.GetProperty("kycLevel").GetInt32());
    }

    [Theory]
    [InlineData("GET", "api/v1/admin/users", null, 400, "VALIDATION_FAILED")]
    [InlineData("GET", "api/v1/admin/users?email=x", null, 400, "VALIDATION_FAILED")]
    [InlineData("GET", "api/v1/admin/users?mail=ada@example.com", null, 400, "VALIDATION_FAILED")]
    [InlineData("POST", $"api/v1/admin/users/{Unknown}/roles", """{"role":"admin"}""", 404, "USER_NOT_FOUND")]
    [InlineData("POST", "api/v1/admin/users/not-an-id/roles", """{"role":"admin"}""", 404, "USER_NOT_FOUND")]
    [InlineData("POST", $"api/v1/admin/users/{Unknown}/roles", """{"role":"emperor"}""", 400, "VALIDATION_FAILED")]
    [InlineData("POST", $"api/v1/admin/users/{Unknown}/roles", """{}""", 400, "VALIDATION_FAILED")]
    [InlineData("DELETE", $"api/v1/admin/users/{Unknown}/roles/admin", null, 404, "USER_NOT_FOUND")]
    [InlineData("DELETE", $"api/v1/admin/users/{Unknown}/roles/emperor", null, 404, "ROLE_NOT_FOUND")]
    [InlineData("PUT", $"api/v1/admin/users/{Unknown}/kyc-level", """{"level":2,"reason":"Documents checked."}""", 404, "USER_NOT_FOUND")]
    [InlineData("PUT", $"api/v1/admin/users/{Unknown}/kyc-level", """{"level":9,"reason":"Documents checked."}""", 400, "VALIDATION_FAILED")]
    [InlineData("PUT", $"api/v1/admin/users/{Unknown}/kyc-level", """{"level":"2","reason":"Documents checked."}""", 400, "VALIDATION_FAILED")]
    public async Task Request_WithBadInput_IsRefused(string method, string path, string? body, int status, string code)
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, admin) = await host.SignedInAsync("ada@example.com", Role.Admin);

        await (await host.Client.SendAsync(method, path, body, admin)).ProblemAsync(status, code);
    }

    [Theory]
    [InlineData("POST", $"api/v1/admin/users/{Unknown}/roles", """{"role":"admin"}""")]
    [InlineData("DELETE", $"api/v1/admin/users/{Unknown}/roles/admin", null)]
    public async Task Request_WithoutTheAdminRole_IsForbidden(string method, string path, string? body)
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, staff) = await host.SignedInAsync("sue@example.com", Role.Customer, Role.Support, Role.ComplianceReviewer, Role.ComplianceOfficer, Role.Treasury, Role.Auditor);

        await (await host.Client.SendAsync(method, path, body, staff)).ProblemAsync(403, "ROLE_MISSING");
        await (await host.Client.SendAsync(method, path, body)).ProblemAsync(401, "AUTHENTICATION_REQUIRED");
    }
}
