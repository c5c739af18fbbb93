using System.Net;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Accounts;

public sealed class SecondFactorTests
{
    private const string Withdrawals = "api/v1/wallet/withdrawals";
    private const string Withdrawal = """{"asset":"BTC","network":"bitcoin","address":"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq","amount":"0.1"}""";

    [Fact]
    public async Task Withdrawal_NeedsASecondFactorThatWasJustProved()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ana) = await host.SignedInAsync("ana@example.com");
        await (await WithdrawAsync(host, ana)).ProblemAsync(403, "SECOND_FACTOR_REQUIRED");

        var (secret, _) = await EnrolAsync(host, ana);
        await (await WithdrawAsync(host, ana)).ProblemAsync(403, "KYC_LEVEL_TOO_LOW"); // past the second factor
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await (await WithdrawAsync(host, ana)).ProblemAsync(403, "STEP_UP_REQUIRED");
        var proved = await host.Client.SendAsync("POST", "api/v1/auth/step-up", $$"""{"code":"{{CodeOf(host, secret)}}"}""", ana);

        Assert.Equal(HttpStatusCode.OK, proved.StatusCode);
        Assert.Equal(
            host.Clock.GetUtcNow().AddMinutes(5).UtcDateTime, (await proved.JsonAsync()).GetProperty("provedUntil").GetDateTime().ToUniversalTime(), TimeSpan.FromSeconds(10));
        await (await WithdrawAsync(host, ana)).ProblemAsync(403, "KYC_LEVEL_TOO_LOW");
    }

    [Fact]
    public async Task SignIn_WithASecondFactor_TakesTwoSteps()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (userId, ana) = await host.SignedInAsync("ana@example.com");
        var (secret, recoveryCodes) = await EnrolAsync(host, ana);

        var first = await host.SignInAsync("ana@example.com");
        var challenge = await first.JsonAsync();
        var code = CodeOf(host, secret, 1);
        var second = await SecondStepAsync(host, challenge, code);
        var replayed = await SecondStepAsync(host, challenge, code);
        var recovered = await SecondStepAsync(host, challenge, recoveryCodes[3]);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(300, challenge.GetProperty("expiresIn").GetInt32());
        Assert.False(challenge.TryGetProperty("accessToken", out _));
        Assert.Equal(userId, (await second.JsonAsync()).GetProperty("userId").GetString());
        await replayed.ProblemAsync(403, "INVALID_SECOND_FACTOR");
        Assert.Equal(HttpStatusCode.OK, recovered.StatusCode);
        var token = (await second.JsonAsync()).GetProperty("accessToken").GetString();
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/me", token: token)).StatusCode);
    }

    [Fact]
    public async Task Staff_WithoutASecondFactor_MayDoNothingButSetOneUp()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.SignedInAsync("ada@example.com", Role.Customer); // a customer's session ...
        var (adminId, admin) = await host.SignedInAsync("boss@example.com", Role.Admin);
        var answer = await host.SignInAsync("ada@example.com");
        var ada = await answer.JsonAsync();
        var token = ada.GetProperty("accessToken").GetString()!;
        var granted = await host.Client.SendAsync("POST", $"api/v1/admin/users/{ada.GetProperty("userId").GetString()}/roles", """{"role":"admin"}""", admin);
        Assert.Equal(HttpStatusCode.OK, granted.StatusCode); // ... that becomes staff's

        await (await host.Client.SendAsync("GET", "api/v1/admin/users?email=boss@example.com", token: token)).ProblemAsync(403, "SECOND_FACTOR_REQUIRED");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/wallet/balances", token: token)).StatusCode);
        var (secret, _) = await EnrolAsync(host, token);

        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", $"api/v1/admin/users?email=boss@example.com", token: token)).StatusCode);
        await (await host.Client.SendAsync("POST", "api/v1/auth/2fa/disable", $$"""{"code":"{{CodeOf(host, secret, 1)}}"}""", token)).ProblemAsync(409, "SECOND_FACTOR_MANDATORY");
        Assert.NotEqual(adminId, ada.GetProperty("userId").GetString());
    }

    [Fact]
    public async Task Staff_InAnOlderSessionWithoutProof_MustProveItThere()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (userId, old) = await host.SignedInAsync("ada@example.com", Role.Customer);
        var other = (await (await host.SignInAsync("ada@example.com")).JsonAsync()).GetProperty("accessToken").GetString()!;
        var (secret, _) = await EnrolAsync(host, other);
        var (_, admin) = await host.SignedInAsync("boss@example.com", Role.Admin);
        await host.Client.SendAsync("POST", $"api/v1/admin/users/{userId}/roles", """{"role":"auditor"}""", admin);
        await host.Client.SendAsync("POST", $"api/v1/admin/users/{userId}/roles", """{"role":"admin"}""", admin);

        await (await host.Client.SendAsync("GET", "api/v1/admin/users?email=boss@example.com", token: old)).ProblemAsync(403, "STEP_UP_REQUIRED");
        await host.Client.SendAsync("POST", "api/v1/auth/step-up", $$"""{"code":"{{CodeOf(host, secret, 1)}}"}""", old);

        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync("GET", "api/v1/admin/users?email=boss@example.com", token: old)).StatusCode);
    }

    [Fact]
    public async Task SecondFactor_GivenUp_BlocksWithdrawalsForADayAlsoWithANewOne()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (userId, ana) = await host.SignedInAsync("ana@example.com");
        var (_, admin) = await host.SignedInAsync("boss@example.com", Role.Admin);
        await host.Client.SendAsync("PUT", $"api/v1/admin/users/{userId}/kyc-level", """{"level":2,"reason":"Documents checked."}""", admin);
        var (secret, _) = await EnrolAsync(host, ana);
        var disabled = await host.Client.SendAsync("POST", "api/v1/auth/2fa/disable", $$"""{"code":"{{CodeOf(host, secret, 1)}}"}""", ana);
        Assert.Equal(HttpStatusCode.NoContent, disabled.StatusCode);
        var (again, _) = await EnrolAsync(host, ana);

        await (await WithdrawAsync(host, ana)).ProblemAsync(403, "WITHDRAWALS_BLOCKED");
        host.Clock.Advance(TimeSpan.FromHours(24));
        var later = await host.SignInAsync("ana@example.com");
        var signedIn = await (await SecondStepAsync(host, await later.JsonAsync(), CodeOf(host, again))).JsonAsync();

        await (await WithdrawAsync(host, signedIn.GetProperty("accessToken").GetString()!)).ProblemAsync(409, "INSUFFICIENT_FUNDS"); // past the block
    }

    [Fact]
    public async Task Logs_OfEverythingAboutSecondFactors_SayNoSecretAndNoCode()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (_, ana) = await host.SignedInAsync("ana@example.com");
        var (secret, codes) = await EnrolAsync(host, ana);
        var challenge = await (await host.SignInAsync("ana@example.com")).JsonAsync();
        await SecondStepAsync(host, challenge, "000000");
        await SecondStepAsync(host, challenge, codes[0]);

        var logs = string.Join('\n', host.Logs.All);

        Assert.Contains("enabled a second factor", logs, StringComparison.Ordinal);
        Assert.All([secret, codes[0], codes[1], challenge.GetProperty("challenge").GetString()!], one => Assert.DoesNotContain(one, logs, StringComparison.OrdinalIgnoreCase));
    }

    private static Task<HttpResponseMessage> WithdrawAsync(HttpAppHost host, string token) =>
        host.Client.SendAsync("POST", Withdrawals, Withdrawal, token, ("Idempotency-Key", Guid.NewGuid().ToString()));

    private static Task<HttpResponseMessage> SecondStepAsync(HttpAppHost host, JsonElement challenge, string code) => host.Client.SendAsync(
        "POST", "api/v1/auth/login/second-factor", $$"""{"challenge":"{{challenge.GetProperty("challenge").GetString()}}","code":"{{code}}"}""");

    private static async Task<(string Secret, IReadOnlyList<string> RecoveryCodes)> EnrolAsync(HttpAppHost host, string token)
    {
        var made = await host.Client.SendAsync("POST", "api/v1/auth/2fa/setup", $$"""{"password":"{{Customers.Password}}"}""", token);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var factor = await made.JsonAsync();
        Assert.StartsWith("<svg ", factor.GetProperty("qrCodeSvg").GetString(), StringComparison.Ordinal);
        var secret = factor.GetProperty("secret").GetString()!;
        var enabled = await host.Client.SendAsync("POST", "api/v1/auth/2fa/enable", $$"""{"code":"{{CodeOf(host, secret)}}"}""", token);
        Assert.Equal(HttpStatusCode.OK, enabled.StatusCode);
        return (secret, [.. (await enabled.JsonAsync()).GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!)]);
    }

    private static string CodeOf(HttpAppHost host, string secret, int steps = 0) =>
        Totp.CodeOf(Base32.Decode(secret)!, Totp.StepOf(host.Clock.GetUtcNow()) + steps);
}
