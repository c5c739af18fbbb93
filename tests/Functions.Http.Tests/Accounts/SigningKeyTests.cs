using System.Net;
using CryptoVault.Accounts;
using CryptoVault.Adapters.Files;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Security;

namespace CryptoVault.Functions.Http.Tests.Accounts;

/// <summary>The signing key is changed while the host runs.</summary>
public sealed class SigningKeyTests
{
    [Fact]
    public async Task Rotate_WhileTokensLive_LetsThemLiveOutTheirTime()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, admin) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (_, old) = await host.SignedInAsync("ana@example.com");
        var before = await KeyIdsAsync(host);

        var rotated = await (await RotateAsync(host, admin, revokeOld: false)).JsonAsync();

        var fresh = (await (await host.SignInAsync("ana@example.com")).JsonAsync()).GetProperty("accessToken").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/me", token: old)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/me", token: fresh)).StatusCode);
        Assert.NotEqual(old.Split('.')[0], fresh.Split('.')[0]);
        var after = await KeyIdsAsync(host);
        Assert.Equal([.. before, rotated.GetProperty("currentKeyId").GetString()!], after);

        host.Clock.Advance(TimeSpan.FromMinutes(12));
        var keys = KeysOf(host);
        keys.Rotate(TimeSpan.FromMinutes(11));
        Assert.DoesNotContain(before.Single(), keys.SigningKeys.Select(key => key.KeyId));
        Assert.Equal(2, keys.SigningKeys.Count);
    }

    [Fact]
    public async Task Rotate_RevokingTheOldKey_RefusesItsTokensAtOnce()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, admin) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (_, old) = await host.SignedInAsync("ana@example.com");
        await host.Client.SendAsync("GET", "api/v1/me", token: old); // verified and remembered

        Assert.Equal(HttpStatusCode.OK, (await RotateAsync(host, admin, revokeOld: true)).StatusCode);

        await (await host.Client.SendAsync("GET", "api/v1/me", token: old)).ProblemAsync(401, "INVALID_TOKEN");
        Assert.Single(await KeyIdsAsync(host));
    }

    [Fact]
    public async Task Rotate_ByAnotherProcess_IsNoticedWhenItsTokenComes()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.AccountAsync("ana@example.com");
        
        var made = KeysOf(host).Rotate(TimeSpan.FromMinutes(11));

        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!(await (await host.SignInAsync("ana@example.com")).JsonAsync()).GetProperty("accessToken").GetString()!.StartsWith(
            CryptoVault.Accounts.Tokens.AccessTokens.HeaderOf(made), StringComparison.Ordinal))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "The new key was not noticed.");
        }

        Assert.Equal(2, (await KeyIdsAsync(host)).Count);
    }

    [Fact]
    public async Task Rotate_WithoutAFreshSecondFactorOrTheRole_IsRefusedAndChangesNothing()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, admin) = await host.SignedInAsync("ada@example.com", Role.Admin);
        var (_, auditor) = await host.SignedInAsync("otto@example.com", Role.Auditor);
        host.Clock.Advance(TimeSpan.FromMinutes(6));

        await (await RotateAsync(host, auditor, revokeOld: true)).ProblemAsync(403, "ROLE_MISSING");
        await (await RotateAsync(host, admin, revokeOld: true)).ProblemAsync(403, "STEP_UP_REQUIRED");

        Assert.Single(await KeyIdsAsync(host));
    }

    private static Task<HttpResponseMessage> RotateAsync(HttpAppHost host, string token, bool revokeOld) =>
        host.Client.SendAsync("POST", "api/v1/admin/signing-keys/rotate", $$"""{"revokeOld":{{(revokeOld ? "true" : "false")}}}""", token);

    private static async Task<IReadOnlyList<string>> KeyIdsAsync(HttpAppHost host) =>
        [.. (await (await host.Client.GetAsync(".well-known/jwks.json")).JsonAsync()).GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];

    /// <summary>The host's key ring as another process sees it.</summary>
    private static KeyRingFile KeysOf(HttpAppHost host) => KeyRingFile.Open(Path.Combine(host.Folder, "keys.json"), host.Clock, new SystemRandomness());
}
