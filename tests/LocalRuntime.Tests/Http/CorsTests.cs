using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalRuntime.Tests.Http;

public sealed class CorsTests
{
    private static Task<TestHost> StartAsync(LocalRuntimeOptions options) =>
        TestHost.StartAsync(app => app.Services.AddSingleton<Journal>().AddScoped<ScopedPart>(), null, options, typeof(HttpFunctions));

    [Fact]
    public async Task Preflight_FromAnAllowedOrigin_IsAnswered()
    {
        await using var host = await StartAsync(new LocalRuntimeOptions { CorsOrigins = ["https://app.example"], CorsCredentials = true });

        var allowed = await host.Client.SendAsync(Preflight("https://app.example"));
        var refused = await host.Client.SendAsync(Preflight("https://evil.example"));

        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("https://app.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", allowed.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Get_FromAnAllowedOrigin_MayBeReadThere()
    {
        await using var host = await StartAsync(new LocalRuntimeOptions { CorsOrigins = ["https://app.example"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "hello");
        request.Headers.Add("Origin", "https://app.example");

        var answer = await host.Client.SendAsync(request);

        Assert.Equal("hello ", await answer.Content.ReadAsStringAsync());
        Assert.Equal("https://app.example", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    private static HttpRequestMessage Preflight(string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "orders/1");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        return request;
    }
}
