using System.Net;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Api;

public sealed class AccessTests
{
    [Fact]
    public void Functions_OfTheApp_AllDeclareOnePolicy() =>
        Assert.Empty(FunctionPolicies.Problems(typeof(HttpApp).Assembly));

    [Fact]
    public void Check_OfFunctionsWithoutOneClearPolicy_NamesEachOfThem()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => FunctionPolicies.Check(typeof(AccessTests).Assembly));

        Assert.Contains("PolicylessFunctions.None declares 0 policies", failure.Message, StringComparison.Ordinal);
        Assert.Contains("PolicylessFunctions.Two declares 2 policies", failure.Message, StringComparison.Ordinal);
        Assert.Contains("PolicylessFunctions.Roles: [Allow] names no role", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SampleFunctions", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "sample/me")]
    [InlineData("DELETE", "sample/staff")]
    [InlineData("PUT", "sample/things/ana")]
    public async Task Request_WithoutToken_IsNotSignedIn(string method, string path)
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync(method, path);

        await response.ProblemAsync(401, "AUTHENTICATION_REQUIRED");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().ToString());
    }

    [Theory]
    [InlineData("forged", "INVALID_TOKEN")]
    [InlineData("ended", "SESSION_ENDED")]
    public async Task Request_WithABadToken_IsRefused(string token, string code)
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync("GET", "sample/me", token: token);

        await response.ProblemAsync(401, code);
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.Single().ToString());
    }

    [Theory]
    [InlineData("Basic YW5hOmFuYQ==")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("ana+customer")]
    public async Task Request_WithAnotherScheme_IsNotSignedIn(string authorization)
    {
        await using var host = await SampleHost.StartAsync();

        await (await host.Client.SendAsync("GET", "sample/me", headers: ("Authorization", authorization))).ProblemAsync(401, "AUTHENTICATION_REQUIRED");
    }

    [Theory]
    [InlineData("DELETE", "sample/staff", "ana+customer+treasury")]
    [InlineData("DELETE", "sample/staff", "ana")]
    [InlineData("PUT", "sample/things/ana", "ada+admin")]
    public async Task Request_WithoutTheRole_IsForbidden(string method, string path, string token)
    {
        await using var host = await SampleHost.StartAsync();

        await (await host.Client.SendAsync(method, path, token: token)).ProblemAsync(403, "ROLE_MISSING");
    }

    [Theory]
    [InlineData("ada+auditor+nofactor", "SECOND_FACTOR_REQUIRED")]
    [InlineData("ada+customer+auditor+nofactor", "SECOND_FACTOR_REQUIRED")]
    public async Task Request_ByAStaffRoleWithoutASecondFactor_IsForbidden(string token, string code)
    {
        await using var host = await SampleHost.StartAsync();

        await (await host.Client.SendAsync("DELETE", "sample/staff", token: token)).ProblemAsync(403, code);
    }

    [Fact]
    public async Task Request_WithTheRole_ReachesTheFunction()
    {
        await using var host = await SampleHost.StartAsync();

        var me = await host.Client.SendAsync("GET", "sample/me", token: "ana");
        var staff = await host.Client.SendAsync("DELETE", "sample/staff", token: "ada+auditor");

        Assert.Equal("ana", (await me.JsonAsync()).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NoContent, staff.StatusCode);
        Assert.Empty(await staff.Content.ReadAsByteArrayAsync());
    }
}
