using System.Net;
using System.Text;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Accounts;

public sealed class AuthTests
{
    private const string Good = """{"email":"ana@example.com","password":"correct-Horse-7","country":"DE","acceptTerms":true,"birthDate":"1990-05-17"}""";

    [Fact]
    public async Task Register_Verify_LogIn_Me_Refresh_LogOut_IsTheWayOfACustomer()
    {
        await using var host = await HttpAppHost.StartAsync();

        var registered = await host.Client.SendAsync("POST", "api/v1/auth/register", Good, headers: ("X-Correlation-Id", "register-ana-1"));
        Assert.Equal(HttpStatusCode.Accepted, registered.StatusCode);
        Assert.Equal("{}", await registered.Content.ReadAsStringAsync());
        await (await host.SignInAsync("ana@example.com")).ProblemAsync(401, "EMAIL_NOT_VERIFIED");

        var mail = await host.NewestMailAsync("ana@example.com");
        Assert.Contains("Subject: Confirm your e-mail address\r\n", mail, StringComparison.Ordinal);
        var token = await host.NewestTokenAsync("ana@example.com");
        Assert.Contains($"/verify-email#token={token}", mail, StringComparison.Ordinal);
        var verified = await host.Client.SendAsync("POST", "api/v1/auth/verify-email", $$"""{"token":"{{token}}"}""");
        Assert.Equal(HttpStatusCode.OK, verified.StatusCode);

        var login = await (await host.SignInAsync("ANA@example.com")).JsonAsync();
        Assert.Equal(["accessToken", "expiresIn", "refreshToken", "tokenType", "userId", "roles", "deviceToken"], login.EnumerateObject().Select(member => member.Name));
        Assert.Equal(600, login.GetProperty("expiresIn").GetInt32());
        var me = await (await host.Client.SendAsync("GET", "api/v1/me", token: login.GetProperty("accessToken").GetString())).JsonAsync();
        Assert.Equal("ana@example.com", me.GetProperty("email").GetString());
        Assert.Equal(login.GetProperty("userId").GetString(), me.GetProperty("userId").GetString());
        Assert.Equal("customer", me.GetProperty("roles")[0].GetString());
        Assert.Equal(0, me.GetProperty("kycLevel").GetInt32());

        var refreshed = await (await RefreshAsync(host, login.GetProperty("refreshToken").GetString())).JsonAsync();
        var access = refreshed.GetProperty("accessToken").GetString();
        var loggedOut = await host.Client.SendAsync("POST", "api/v1/auth/logout", token: access);
        Assert.Equal(HttpStatusCode.NoContent, loggedOut.StatusCode);
        await (await host.Client.SendAsync("GET", "api/v1/me", token: access)).ProblemAsync(401, "SESSION_ENDED");
        await (await host.Client.SendAsync("GET", "api/v1/me", token: login.GetProperty("accessToken").GetString())).ProblemAsync(401, "SESSION_ENDED");
        await (await RefreshAsync(host, refreshed.GetProperty("refreshToken").GetString())).ProblemAsync(401, "INVALID_REFRESH_TOKEN");
    }

    [Fact]
    public async Task Register_OfAKnownAddress_AnswersToTheLetterLikeAnUnknownOne()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.SignedInAsync("ana@example.com");

        var known = await host.Client.SendAsync("POST", "api/v1/auth/register", Good, headers: ("X-Correlation-Id", "same-for-both"));
        var unknown = await host.Client.SendAsync("POST", "api/v1/auth/register", Good.Replace("ana@", "ben@", StringComparison.Ordinal), headers: ("X-Correlation-Id", "same-for-both"));

        Assert.Equal(await DescribeAsync(unknown), await DescribeAsync(known));
        Assert.Contains("have an account already", await host.NewestMailAsync("ana@example.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_WithWrongPasswordAndUnknownAddress_AnswersToTheLetterAlike()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.SignedInAsync("ana@example.com");

        var wrong = await host.Client.SendAsync("POST", "api/v1/auth/login", """{"email":"ana@example.com","password":"wrong-Horse-7"}""", headers: ("X-Correlation-Id", "same-for-both"));
        var unknown = await host.Client.SendAsync("POST", "api/v1/auth/login", """{"email":"ben@example.com","password":"wrong-Horse-7"}""", headers: ("X-Correlation-Id", "same-for-both"));

        await wrong.ProblemAsync(401, "INVALID_CREDENTIALS");
        Assert.Equal(await DescribeAsync(unknown), await DescribeAsync(wrong));
    }

    [Fact]
    public async Task Refresh_WithASpentToken_EndsTheSession()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.SignedInAsync("ana@example.com");
        var login = await (await host.SignInAsync("ana@example.com")).JsonAsync();
        var spent = login.GetProperty("refreshToken").GetString();
        var next = await (await RefreshAsync(host, spent)).JsonAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(11));

        await (await RefreshAsync(host, spent)).ProblemAsync(401, "REFRESH_TOKEN_REUSED");

        await (await host.Client.SendAsync("GET", "api/v1/me", token: next.GetProperty("accessToken").GetString())).ProblemAsync(401, "SESSION_ENDED");
    }

    [Fact]
    public async Task AccessToken_IsAnEs256JwtThatTheJwksVerifies()
    {
        await using var host = await HttpAppHost.StartAsync();
        var (userId, token) = await host.SignedInAsync("ana@example.com");
        var parts = token.Split('.');
        var header = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0])).RootElement;
        var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).RootElement;
        var keys = (await (await host.Client.GetAsync(".well-known/jwks.json")).JsonAsync()).GetProperty("keys");
        var key = keys.EnumerateArray().Single(candidate => candidate.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());

        using var ecdsa = System.Security.Cryptography.ECDsa.Create(new System.Security.Cryptography.ECParameters
        {
            Curve = System.Security.Cryptography.ECCurve.NamedCurves.nistP256,
            Q = new()
            {
                X = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty("x").GetString()),
                Y = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty("y").GetString()),
            },
        });
        Assert.True(ecdsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), System.Security.Cryptography.HashAlgorithmName.SHA256));
        Assert.Equal("ES256", header.GetProperty("alg").GetString());
        Assert.Equal("at+jwt", header.GetProperty("typ").GetString());
        Assert.Equal(userId, claims.GetProperty("sub").GetString());
        Assert.Equal(600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.All(["iss", "aud", "sid", "jti", "nbf"], claim => Assert.True(claims.TryGetProperty(claim, out _), claim));
    }

    [Theory]
    [InlineData("api/v1/auth/register", """{"email":"ana","password":"correct-Horse-7","country":"DE","acceptTerms":true}""", "/email")]
    [InlineData("api/v1/auth/register", """{"email":"ana@example.com","password":"short","country":"DE","acceptTerms":true}""", "/password")]
    [InlineData("api/v1/auth/register", """{"email":"ana@example.com","password":"correct-Horse-7","country":"de","acceptTerms":true}""", "/country")]
    [InlineData("api/v1/auth/register", """{"email":"ana@example.com","password":"correct-Horse-7","country":"DE","acceptTerms":"yes"}""", "/acceptTerms")]
    [InlineData("api/v1/auth/register", """{"email":"ana@example.com","password":"correct-Horse-7","country":"DE"}""", "/acceptTerms")]
    [InlineData("api/v1/auth/verify-email", "{}", "/token")]
    [InlineData("api/v1/auth/verify-email", """{"token":""}""", "/token")]
    [InlineData("api/v1/auth/resend-verification", """{"email":"x@y"}""", "/email")]
    [InlineData("api/v1/auth/login", """{"email":"ana@example.com"}""", "/password")]
    [InlineData("api/v1/auth/login", """{"email":"ana@example.com","password":""}""", "/password")]
    [InlineData("api/v1/auth/login", """{"email":7,"password":"correct-Horse-7"}""", "/email")]
    [InlineData("api/v1/auth/refresh", """{"refreshToken":null}""", "/refreshToken")]
    [InlineData("api/v1/auth/refresh", """{"refreshToken":"a\u0007b"}""", "/refreshToken")]
    [InlineData("api/v1/admin/setup", """{"code":"x","email":"ada@example.com","password":"correct-Horse-7"}""", "/code")]
    [InlineData("api/v1/admin/setup", """{"code":"0000-0000-0000-0000-0000","email":"ada","password":"correct-Horse-7"}""", "/email")]
    public async Task Post_WithABadField_NamesItAndChangesNothing(string path, string body, string pointer)
    {
        await using var host = await HttpAppHost.StartAsync();
        var before = await DigestAsync(host);

        var problem = await (await host.Client.SendAsync("POST", path, body)).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.NotEmpty(problem.Field(pointer).GetProperty("code").GetString()!);
        Assert.Equal(before, await DigestAsync(host));
    }

    [Fact]
    public async Task Logs_OfTheWholeWay_HoldNoSecretAndNoAddress()
    {
        await using var host = await HttpAppHost.StartAsync();
        await host.Client.SendAsync("POST", "api/v1/auth/register", Good);
        var mailed = await host.NewestTokenAsync("ana@example.com");
        await host.Client.SendAsync("POST", "api/v1/auth/verify-email", $$"""{"token":"{{mailed}}"}""");
        await host.SignInAsync("ana@example.com", "wrong-Horse-7");
        var login = await (await host.SignInAsync("ana@example.com")).JsonAsync();
        var refresh = login.GetProperty("refreshToken").GetString()!;
        await RefreshAsync(host, refresh);
        host.Clock.Advance(TimeSpan.FromSeconds(11));
        await RefreshAsync(host, refresh);
        await host.Client.SendAsync("POST", "api/v1/admin/setup", $$"""{"code":"{{host.SetupCode}}","email":"ada@example.com","password":"correct-Horse-7"}""");

        var logs = string.Join('\n', host.Logs.All.Select(line => $"{line.Category} {line.Text} {line.Scope} {line.Exception}"));
        Assert.Contains("signed in", logs, StringComparison.Ordinal);
        Assert.All(
            ["correct-Horse-7", "wrong-Horse-7", mailed, login.GetProperty("accessToken").GetString()!, refresh, "ana@example.com", "ada@example.com"],
            secret => Assert.DoesNotContain(secret, logs, StringComparison.OrdinalIgnoreCase));
    }

    private static Task<HttpResponseMessage> RefreshAsync(HttpAppHost host, string? token) =>
        host.Client.SendAsync("POST", "api/v1/auth/refresh", $$"""{"refreshToken":"{{token}}"}""");

    private static async Task<string> DigestAsync(HttpAppHost host)
    {
        using var snapshot = host.Store.OpenSnapshot();
        return await snapshot.DigestAsync([], default);
    }

    /// <summary>Status, headers and body, without what differs in every answer.</summary>
    private static async Task<string> DescribeAsync(HttpResponseMessage response) =>
        $"{(int)response.StatusCode}\n{string.Join('\n', response.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}"))}\n{await response.Content.ReadAsStringAsync()}";
}
