using System.Net;
using System.Text.RegularExpressions;
using CryptoVault.LocalRuntime.Tests.ChangeFeed;
using CryptoVault.LocalRuntime.Tests.Timers;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalRuntime.Tests.Operations;

public sealed partial class OperationsTests : IDisposable
{
    private readonly TestStore store = new();
    private readonly TimerRuns runs = new(TimeProvider.System);
    private readonly Changes changes = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public async Task Timer_RunNowThatFails_SaysSoAndShowsTheError()
    {
        runs.Behaviour = (_, _) => throw new InvalidOperationException("<b>no luck</b>");
        await using var host = await StartAsync();

        using var answer = await PostAsync(host, "dev/timers/run", ("timer", "test.Hourly"));

        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The timer ran and failed", html, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: &lt;b&gt;no luck&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Single(runs.All);
    }

    [Fact]
    public async Task Timer_RunNowOfAnUnknownOne_SaysSoAndRunsNothing()
    {
        await using var host = await StartAsync();

        using var answer = await PostAsync(host, "dev/timers/run", ("timer", "test.Nothing"));

        Assert.Contains("It is not there any more.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(runs.All);
    }

    [Fact]
    public async Task Timer_RunNowWhereAnotherProcessRunsTheTimers_IsNotRunBesideIt()
    {
        await using var holder = await StartAsync(randomness: new SameBytes());
        var token = await TokenAsync(holder);
        await using var standby = await StartAsync(randomness: new SameBytes());
        Assert.DoesNotContain("Run now", await standby.Client.GetStringAsync("dev/timers"), StringComparison.Ordinal);

        using var other = await PostAsync(standby, "dev/timers/run", token, ("timer", "test.Hourly"));

        Assert.Contains("Another process runs the timers", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(runs.All);
    }

    [Theory]
    [InlineData("none", "same-origin", null)]
    [InlineData("wrong", "same-origin", null)]
    [InlineData("right", "cross-site", null)]
    [InlineData("right", "same-site", null)]
    [InlineData("right", null, "https://evil.example")]
    [InlineData("right", "same-origin", "https://evil.example")]
    [InlineData("right", null, "null")]
    [InlineData("right", null, null)]
    public async Task Action_FromElsewhere_IsRefusedAndDoesNothing(string token, string? site, string? origin)
    {
        await using var host = await StartAsync();
        var sent = token == "right" ? await TokenAsync(host) : token == "wrong" ? new string('0', 64) : "";
        using var request = new HttpRequestMessage(HttpMethod.Post, "dev/timers/run") { Content = Form(("timer", "test.Hourly"), ("token", sent)) };
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        request.Headers.TryAddWithoutValidation("Origin", origin);

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(runs.All);
    }

    [Fact]
    public async Task Page_CalledByAForeignName_IsNotThere()
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "dev");
        request.Headers.Host = "rebound.example";

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Page_OfAHostWithCors_IsNotForOtherOrigins()
    {
        await using var host = await StartAsync(new LocalRuntimeOptions { CorsOrigins = ["*"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "dev/timers");
        request.Headers.Add("Origin", "https://app.example");

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task ChangeFeeds_OfAFunctionThatReads_ShowHowFarItIs()
    {
        await store.CreateAsync("p", "a", """{"id":"a"}""");
        await using var host = await StartAsync();

        await Eventually.TrueAsync(() => changes.Batches.Count == 1, "the change arrived");
        string html = "";
        await Eventually.TrueAsync(
            () => (html = host.Client.GetStringAsync("dev/change-feeds").GetAwaiter().GetResult()).Contains("up to date", StringComparison.Ordinal), "the position is written");
        Assert.Contains("test.FromBeginning", html, StringComparison.Ordinal);
        Assert.Contains("change-feeds-test", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev/functions/test/Nothing", HttpStatusCode.NotFound)]
    [InlineData("dev/queues/nothing", HttpStatusCode.NotFound)]
    [InlineData("dev/change-feeds?leases=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("dev/orchestrations", HttpStatusCode.OK)]
    [InlineData("dev/dead-letters", HttpStatusCode.OK)]
    [InlineData("dev/functions?skip=9999999999999", HttpStatusCode.OK)]
    public async Task Page_OfWhatIsNotThere_IsAnswered(string path, HttpStatusCode expected)
    {
        await using var host = await StartAsync();

        using var answer = await host.Client.GetAsync(path);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0", "Development", "listens on 0.0.0.0")]
    [InlineData("127.0.0.1", "Production", "the environment is 'Production'")]
    [InlineData("127.0.0.1", null, "the environment is ''")]
    public void AddOperationsPages_OnAHostThatIsNotForIt_IsRefused(string address, string? environment, string expected)
    {
        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Address = IPAddress.Parse(address), Port = 0 });
        builder.Configuration["Environment"] = environment;

        var failure = Assert.Throws<StartupException>(() => builder.AddOperationsPages());

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private Task<TestHost> StartAsync(LocalRuntimeOptions? options = null, IRandomness? randomness = null) => TestHost.StartAsync(null, builder =>
    {
        builder.Configuration["Environment"] = "Development";
        builder.Shared.AddSingleton<IDocumentStore>(_ => new Borrowed(store.Store)).AddSingleton(runs).AddSingleton(changes).AddSingleton(randomness ?? new SystemRandomness());
        builder.AddOperationsPages();
    }, options, typeof(HourlyTimer), typeof(FromBeginning));

    private static async Task<HttpResponseMessage> PostAsync(TestHost host, string path, params (string Name, string Value)[] fields) =>
        await PostAsync(host, path, await TokenAsync(host), fields);

    private static async Task<HttpResponseMessage> PostAsync(TestHost host, string path, string token, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Form([.. fields, ("token", token)]) };
        request.Headers.Add("Origin", $"http://127.0.0.1:{host.Host.Port}");
        return await host.Client.SendAsync(request);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    /// <summary>The token of the page's forms, which are there as soon as the timer is run by this process.</summary>
    private static async Task<string> TokenAsync(TestHost host)
    {
        var token = "";
        await Eventually.TrueAsync(
            async () => (token = Token().Match(await host.Client.GetStringAsync("dev/timers")).Groups[1].Value).Length > 0, "the timer has a button");
        return token;
    }

    /// <summary>Makes the tokens of two hosts the same.</summary>
    private sealed class SameBytes : IRandomness
    {
        public void Fill(Span<byte> bytes) => bytes.Fill(7);
    }

    [GeneratedRegex("name=\"token\" value=\"([0-9A-F]{64})\"")]
    private static partial Regex Token();
}
