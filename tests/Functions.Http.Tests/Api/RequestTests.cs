using System.Net;
using CryptoVault.Functions.Http.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Http.Tests.Api;

public sealed class RequestTests
{
    [Theory]
    [InlineData("client-7.a_b", true)]
    [InlineData("short", false)]
    [InlineData("has space in it", false)]
    [InlineData("newline%0a-and-more", false)]
    public async Task Request_WithACorrelationId_KeepsItWhenItIsHarmless(string id, bool kept)
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync("GET", "api/v1/time", headers: ("X-Correlation-Id", id));

        var answered = response.Headers.GetValues("X-Correlation-Id").Single();
        Assert.Equal(kept, answered == id);
        Assert.InRange(answered.Length, 8, 64);
    }

    [Fact]
    public async Task Failure_OfAFunction_IsAProblemWithoutInternalsAndALogLineWithItsId()
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync("GET", "sample/throw/bug", headers: ("X-Correlation-Id", "trace-me-1"));

        await response.ProblemAsync(500, "INTERNAL_ERROR");
        Assert.DoesNotContain("secret detail", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var line = host.Logs.All.Single(line => line.Level == LogLevel.Error);
        Assert.Equal("secret detail", line.Exception?.Message);
        Assert.Contains("CorrelationId:trace-me-1", line.Scope, StringComparison.Ordinal);
        Assert.Contains(host.Logs.All, line => line.Text == "About to throw." && line.Scope.Contains("trace-me-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failure_OfTheStore_IsUnavailableAndSaysWhenToComeBack()
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.GetAsync("sample/throw/store");

        var problem = await response.ProblemAsync(503, "SERVICE_UNAVAILABLE");
        Assert.Equal(7, problem.GetProperty("retryAfterSeconds").GetInt32());
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain("secret detail", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blobs", 503, "SERVICE_UNAVAILABLE")]
    [InlineData("damaged-blob", 500, "INTERNAL_ERROR")]
    public async Task Failure_OfTheBlobs_IsUnavailableOnlyWhereTryingAgainMayHelp(string kind, int status, string code)
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.GetAsync($"sample/throw/{kind}");

        await response.ProblemAsync(status, code);
        Assert.DoesNotContain("secret detail", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "api/v1/nowhere")]
    [InlineData("POST", "nowhere")]
    [InlineData("GET", "sample/things/a/b")]
    public async Task Request_OfAnUnknownPath_IsNotFound(string method, string path)
    {
        await using var host = await SampleHost.StartAsync();

        await (await host.Client.SendAsync(method, path)).ProblemAsync(404, "ROUTE_NOT_FOUND");
    }

    [Fact]
    public async Task Request_WithAMethodThatThePathDoesNotServe_NamesThoseItDoes()
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync("DELETE", "api/v1/time");

        await response.ProblemAsync(405, "METHOD_NOT_ALLOWED");
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Once_WithTheSameKeyAndBody_IsCarriedOutOnce()
    {
        await using var host = await SampleHost.StartAsync();
        const string Body = """{"name":"ana","amount":"1","side":"buy"}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Client.SendAsync("POST", "sample/once", Body, headers: ("Idempotency-Key", "k1"))));
        var other = await host.Client.SendAsync("POST", "sample/once", Body, headers: ("Idempotency-Key", "k2"));

        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(bodies.Distinct());
        Assert.Equal("1", (await answers[0].JsonAsync()).GetProperty("amount").GetString());
        Assert.Equal("2", (await other.JsonAsync()).GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Once_WithTheSameKeyAndAnotherBody_IsRefusedAndChangesNothing()
    {
        await using var host = await SampleHost.StartAsync();
        await host.Client.SendAsync("POST", "sample/once", """{"name":"ana","amount":"1","side":"buy"}""", headers: ("Idempotency-Key", "k1"));

        var reused = await host.Client.SendAsync("POST", "sample/once", """{"name":"ana","amount":"2","side":"buy"}""", headers: ("Idempotency-Key", "k1"));

        await reused.ProblemAsync(422, "IDEMPOTENCY_KEY_REUSED");
        var next = await host.Client.SendAsync("POST", "sample/once", """{"name":"ana","amount":"2","side":"buy"}""", headers: ("Idempotency-Key", "k2"));
        Assert.Equal("2", (await next.JsonAsync()).GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Once_AfterARefusal_MayBeRepeated()
    {
        await using var host = await SampleHost.StartAsync();

        await (await host.Client.SendAsync("POST", "sample/once", """{"name":"ben","amount":"1","side":"buy"}""", headers: ("Idempotency-Key", "k1"))).ProblemAsync(409, "TOO_SHY");
        var repeated = await host.Client.SendAsync("POST", "sample/once", """{"name":"ana","amount":"1","side":"buy"}""", headers: ("Idempotency-Key", "k1"));

        Assert.Equal("1", (await repeated.JsonAsync()).GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Once_AfterSevenDays_IsANewRequest()
    {
        await using var host = await SampleHost.StartAsync();
        const string Body = """{"name":"ana","amount":"1","side":"buy"}""";
        await host.Client.SendAsync("POST", "sample/once", Body, headers: ("Idempotency-Key", "k1"));

        host.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        var later = await host.Client.SendAsync("POST", "sample/once", Body, headers: ("Idempotency-Key", "k1"));

        Assert.Equal("2", (await later.JsonAsync()).GetProperty("amount").GetString());
    }

    [Theory]
    [InlineData(null, "IDEMPOTENCY_KEY_REQUIRED")]
    [InlineData("", "VALIDATION_FAILED")]
    [InlineData("with space", "VALIDATION_FAILED")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "VALIDATION_FAILED")]
    public async Task Once_WithoutAGoodKey_IsRefused(string? key, string code)
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync(
            "POST", "sample/once", """{"name":"ana","amount":"1","side":"buy"}""", headers: key is null ? [] : [("Idempotency-Key", key)]);

        await response.ProblemAsync(400, code);
    }
}
