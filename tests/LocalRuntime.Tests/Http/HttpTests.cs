using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests.Http;

public sealed class HttpTests
{
    private static Task<TestHost> StartAsync(Action<IFunctionsWorkerApplicationBuilder>? worker = null, Action<LocalRuntimeBuilder>? configure = null, LocalRuntimeOptions? options = null) =>
        TestHost.StartAsync(
            app =>
            {
                app.Services.AddSingleton<Journal>().AddScoped<ScopedPart>();
                worker?.Invoke(app);
            },
            configure, options, typeof(HttpFunctions));

    [Theory]
    [InlineData("hello?name=ana", "hello ana")]
    [InlineData("orders/42", "GET 42 - 5")]
    [InlineData("orders/42?tag=x&limit=9", "GET 42 x 9")]
    [InlineData("orders/018f4e2a-0000-7000-8000-000000000001", "guid 018f4e2a000070008000000000000001 1")]
    [InlineData("pages", "/pages page none")]
    [InlineData("pages/7", "/pages/7 page 7")]
    [InlineData("files/a/b/c.txt", "GET file a/b/c.txt")]
    [InlineData("required?number=3", "GET 3")]
    [InlineData("things/latest", "literal GET")]
    [InlineData("things/7", "GET number 7")]
    [InlineData("things/0", "GET name 0 all")]
    [InlineData("things/seven", "GET name seven all")]
    [InlineData("things/seven/half", "GET name seven half")]
    [InlineData("things/a-very-long-name", "GET rest a-very-long-name")]
    [InlineData("things/a/b/c", "GET rest a/b/c")]
    [InlineData("THINGS/LATEST", "literal GET")]
    [InlineData("same/route?id=query", "query in the query, route bound")]
    [InlineData("files/a%20b/%C3%BC", "GET file a b/ü")]
    [InlineData("poco", "")]
    public async Task Get_OfARoute_BindsItsValues(string path, string expected)
    {
        await using var host = await StartAsync();

        var response = await host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_WithAnotherMethodOnTheSameRoute_ReachesTheOtherFunction()
    {
        await using var host = await StartAsync();

        var response = await host.Client.PostAsync("orders/42", null);

        Assert.Equal("posted 42", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Head_OfAFunctionThatDeclaresIt_HasNoBody()
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "hello?name=ana"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(9, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Options_OfAFunctionThatDeclaresIt_ReachesIt()
    {
        await using var host = await StartAsync();

        var declared = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "options"));
        var other = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "orders/1"));

        Assert.Equal("OPTIONS", await declared.Content.ReadAsStringAsync());
        Assert.Equal(["GET", "OPTIONS"], declared.Content.Headers.Allow.Order());
        await AssertProblemAsync(other, 405);
    }

    [Fact]
    public async Task Head_WhereOnlyGetIsMapped_IsRefused()
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "orders/1"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Routes_WithAPrefix_BeginWithIt()
    {
        await using var host = await StartAsync(options: new LocalRuntimeOptions { RoutePrefix = "v9/api" });

        Assert.Equal("hello ana", await host.Client.GetStringAsync("v9/api/hello?name=ana"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("hello")).StatusCode);
    }

    [Fact]
    public async Task Get_OfAFunctionWithoutResult_KeepsWhatTheFunctionSet()
    {
        await using var host = await StartAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.GetAsync("nothing")).StatusCode);
        Assert.Equal("yes", (await host.Client.GetAsync("static")).Headers.GetValues("x-static").Single());
    }

    [Theory]
    [InlineData("nowhere", 404)]
    [InlineData("orders/word", 404)]
    public async Task Get_OfAnUnknownPath_IsAProblem(string path, int status)
    {
        await using var host = await StartAsync();

        await AssertProblemAsync(await host.Client.GetAsync(path), status);
    }

    [Fact]
    public async Task Delete_WhereOnlyGetIsMapped_IsAProblemThatNamesTheMethods()
    {
        await using var host = await StartAsync();

        var response = await host.Client.DeleteAsync("hello");

        await AssertProblemAsync(response, 405);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow.Order());
    }

    [Theory]
    [InlineData("GET", "home", 200, "home GET")]
    [InlineData("POST", "home", 404, "unmatched POST /home")]
    [InlineData("GET", "", 404, "unmatched GET /")]
    [InlineData("PUT", "a/b", 404, "unmatched PUT /a/b")]
    public async Task Request_WithACatchAllFunction_GetsItsAnswerForUnmatchedPathsAndMethods(string method, string path, int status, string expected)
    {
        await using var host = await TestHost.StartAsync(functions: typeof(CatchAllFunctions));

        var response = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("failing-result")]
    [InlineData("required")]
    [InlineData("required?number=word")]
    public async Task Get_OfAFunctionThatThrows_IsAnAnonymousProblemAndLoggedWithItsInvocation(string path)
    {
        await using var host = await StartAsync();

        var response = await host.Client.GetAsync(path);

        var problem = await AssertProblemAsync(response, 500);
        var traceId = problem.GetProperty("traceId").GetString()!;
        Assert.Equal(["status", "title", "traceId", "type"], problem.EnumerateObject().Select(p => p.Name).Order());
        var line = Assert.Single(host.Logs.All, l => l.Level == LogLevel.Error);
        Assert.Contains(traceId, line.Text, StringComparison.Ordinal);
        Assert.NotNull(line.Exception);
        var failed = host.Host.Functions.Single(f => f.Statistics.Failures == 1);
        Assert.Equal(traceId, failed.Statistics.LastFailure!.InvocationId);
    }

    [Fact]
    public async Task Get_WithMiddleware_RunsTheResultAfterAllOfIt()
    {
        await using var host = await StartAsync(app => app.UseMiddleware<OuterMiddleware>().UseMiddleware<InnerMiddleware>());

        Assert.Equal("/ordered", await host.Client.GetStringAsync("ordered"));

        var journal = host.Host.AppServices("test").GetRequiredService<Journal>();
        Assert.Equal(
            ["outer before", "inner before", "function", "inner after", "outer after, result JournalResult, item by the function", "result"],
            journal.Entries);
    }

    [Fact]
    public async Task Get_WithMiddlewareThatDoesNotGoOn_AnswersItsResult()
    {
        await using var host = await StartAsync(app => app.UseWhen<RefusingMiddleware>(c => c.FunctionDefinition.Name == "Hello"));

        var refused = await host.Client.GetAsync("hello");
        var passed = await host.Client.GetAsync("orders/1");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("refused", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    [Fact]
    public async Task Context_OfAnInvocation_IsThatOfTheRealWorker()
    {
        await using var host = await StartAsync();

        var answer = await host.Client.GetStringAsync("context/7?q=z");

        Assert.Equal($"True|Context|{typeof(HttpFunctions).FullName}.Context|httpTrigger|http|7|z|True|True|True", answer);
        await Eventually.TrueAsync(() => HttpFunctions.LastPart!.IsDisposed, "the scope is disposed after the answer");
    }

    [Fact]
    public async Task CancellationToken_WhenTheClientGoesAway_Fires()
    {
        await using var host = await StartAsync();
        var journal = host.Host.AppServices("test").GetRequiredService<Journal>();
        HttpFunctions.Aborted = new TaskCompletionSource();
        using var client = new CancellationTokenSource();

        var request = host.Client.GetAsync("wait", client.Token);
        await Eventually.TrueAsync(() => journal.Entries.Count == 1, "the function waits");
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await HttpFunctions.Aborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(host.Logs.All, l => l.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Endpoints_OfTheHostItself_StandBesideTheFunctions()
    {
        await using var host = await StartAsync(configure: b => b.MapEndpoints(e => e.MapGet("/", (HttpContext http) => http.Response.WriteAsync("start page"))));

        Assert.Equal("start page", await host.Client.GetStringAsync(""));
        Assert.Equal("hello ", await host.Client.GetStringAsync("hello"));
    }

    [Fact]
    public async Task Http2_WithoutTls_IsServedOnTheSamePort()
    {
        await using var host = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"orders/{i}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        })));

        Assert.All(answers, a => Assert.Equal(HttpVersion.Version20, a.Version));
        Assert.Equal("GET 49 - 5", await answers[49].Content.ReadAsStringAsync());
        Assert.Equal("hello ", await host.Client.GetStringAsync("hello"));
    }

    [Fact]
    public async Task Connection_ThatSendsNoHttp_IsRefused()
    {
        await using var host = await StartAsync();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, host.Host.Port);

        await socket.SendAsync("PRI "u8.ToArray());
        await socket.SendAsync("nonsense\r\n\r\n"u8.ToArray());
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer);

        Assert.StartsWith("HTTP/1.1 400", System.Text.Encoding.ASCII.GetString(buffer, 0, received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WithIdleConnections_TakesNoTime()
    {
        await using var host = await StartAsync();
        using var silent = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await silent.ConnectAsync(IPAddress.Loopback, host.Host.Port);
        await host.Client.GetStringAsync("hello");
        var since = System.Diagnostics.Stopwatch.GetTimestamp();

        await host.Host.StopAsync();

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetStringAsync("hello"));
    }

    private static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, int status)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
