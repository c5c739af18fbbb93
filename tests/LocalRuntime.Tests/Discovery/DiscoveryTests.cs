using CryptoVault.Ids;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CryptoVault.LocalRuntime.Tests.Discovery;

public sealed class DiscoveryTests
{
    [Theory]
    [InlineData(typeof(SameName), "the name 'good' is taken by CryptoVault.LocalRuntime.Tests.Discovery.GoodFunctions.Good")]
    [InlineData(typeof(SameRoute), "the route 'PUT,GET Good/{other}' is taken by CryptoVault.LocalRuntime.Tests.Discovery.GoodFunctions.Good")]
    [InlineData(typeof(BadName), "'1 bad' is no function name")]
    [InlineData(typeof(NoTrigger), "has one trigger parameter; this one has 0")]
    [InlineData(typeof(NotSupportedTrigger), "the trigger UnknownTriggerAttribute is not supported")]
    [InlineData(typeof(NotSupportedInput), "parameter 'text' of type String cannot be bound in a function with HttpTrigger")]
    [InlineData(typeof(NotSupportedParameter), "parameter 'body' of type Body cannot be bound", "parameter 'ids' of type List<Int32> cannot be bound")]
    [InlineData(typeof(TriggerOfWrongType), "parameter 'request' of type String cannot be bound in a function with HttpTrigger")]
    [InlineData(typeof(MvcBody), "[FromBody] of ASP.NET Core MVC on parameter 'body' binds null")]
    [InlineData(typeof(MvcResult), "MVC results (IActionResult) are not supported")]
    [InlineData(typeof(ReturnsValueTask), "does not await a ValueTask")]
    [InlineData(typeof(AsyncVoid), "'async void' function cannot be awaited")]
    [InlineData(typeof(NotPublic), "must be public")]
    [InlineData(typeof(LeadingSlash), "the route '/api/x' must not begin with a slash")]
    [InlineData(typeof(ReservedRoot), "the route 'admin/x' lies under a root")]
    [InlineData(typeof(BadTemplate), "the route 'a/{b' is not valid")]
    [InlineData(typeof(BadMethod), "'FETCH' is no HTTP method")]
    [InlineData(typeof(NeedsKey), "Function would let everyone in")]
    [InlineData(typeof(MissingService), "needs IComparer<Body> ('comparer'), which the app 'test' does not register")]
    [InlineData(typeof(Overloaded), "cannot be overloaded (OverloadedOne, OverloadedTwo)")]
    [InlineData(typeof(MissingSetting), "the setting 'MySetting' that '%MySetting%/x' names is missing")]
    public async Task Build_WithAFaultyFunction_IsRefusedAndSaysWhere(Type faulty, params string[] expected)
    {
        var problems = await TestHost.ProblemsOfAsync(typeof(GoodFunctions), faulty);

        Assert.Equal(expected.Length, problems.Count);
        Assert.All(problems.Zip(expected), pair =>
        {
            Assert.Contains(pair.Second, pair.First, StringComparison.Ordinal);
            Assert.StartsWith(faulty.FullName!, pair.First, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Build_WithSeveralFaults_ListsThemAll()
    {
        var builder = TestHost.Builder(new LogLines(), null, null, typeof(BadName), typeof(NotPublic), typeof(MissingService));

        var failure = Assert.Throws<StartupException>(builder.Build);

        Assert.Equal(3, failure.Problems.Count);
        Assert.All(failure.Problems, p => Assert.Contains(p, failure.Message, StringComparison.Ordinal));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Build_WithTheSameRouteInTwoApps_IsRefused()
    {
        var problems = await TestHost.ProblemsOfAsync(
            b => b.AddApp("second", typeof(TestHost).Assembly, _ => { }, t => t == typeof(GoodFunctions)), typeof(GoodFunctions));

        Assert.Equal(2, problems.Count);
        Assert.All(problems, p => Assert.Contains("is taken by", p, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_WithAnOwnCheck_ReportsWhatItSays()
    {
        var problems = await TestHost.ProblemsOfAsync(b => b.AddCheck(f => f.Name == "Good" ? $"no policy on {f.Method.Name}." : null), typeof(GoodFunctions));

        Assert.Equal(["CryptoVault.LocalRuntime.Tests.Discovery.GoodFunctions.Good: no policy on Good."], problems);
    }

    [Fact]
    public async Task Build_WithAMiddlewareThatLacksAService_IsRefused()
    {
        var builder = TestHost.Builder(new LogLines(), null, app => app.UseMiddleware<Http.OuterMiddleware>(), typeof(GoodFunctions));

        var failure = Assert.Throws<StartupException>(builder.Build);

        Assert.StartsWith("App 'test': Unable to resolve service for type 'CryptoVault.LocalRuntime.Tests.Http.Journal'", failure.Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Build_WithAnAppThatRefusesItsConfigurationOrPolicies_ReportsItBesideOtherProblems()
    {
        var builder = TestHost.Builder(new LogLines(), null, null, typeof(BadName));
        builder.AddApp("second", typeof(TestHost).Assembly, _ => throw new InvalidOperationException("X.Y declares 0 policies; it needs exactly one."), _ => false);

        var failure = Assert.Throws<StartupException>(builder.Build);

        Assert.Equal(2, failure.Problems.Count);
        Assert.Contains("App 'second': X.Y declares 0 policies; it needs exactly one.", failure.Problems);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Build_WithAFunctionDisabledBySetting_LeavesItOut()
    {
        var builder = TestHost.Builder(new LogLines(), null, null, typeof(GoodFunctions));
        builder.Configuration["AzureWebJobs.Good.Disabled"] = "true";

        await using var host = builder.Build();

        Assert.Equal(["Other"], host.Functions.Select(f => f.Name));
    }

    [Fact]
    public async Task Build_WithASettingInARoute_ResolvesIt()
    {
        var builder = TestHost.Builder(new LogLines(), null, null, typeof(MissingSetting));
        builder.Configuration["MySetting"] = "prefix";

        await using var host = builder.Build();

        Assert.Equal("prefix/x", host.Functions.Single().Route);
    }

    [Fact]
    public async Task Shared_Services_AreTheSameInAllAppsAndOwnedByTheHost()
    {
        var part = new SharedPart();
        var builder = TestHost.Builder(new LogLines(), null, app => app.Services.AddSingleton<OwnPart>(), typeof(GoodFunctions));
        builder.AddApp("second", typeof(TestHost).Assembly, app => app.Services.AddSingleton<OwnPart>(), _ => false);
        builder.Shared.AddSingleton(_ => part);
        var host = builder.Build();

        Assert.Same(part, host.AppServices("test").GetRequiredService<SharedPart>());
        Assert.Same(part, host.AppServices("second").GetRequiredService<SharedPart>());
        Assert.NotNull(host.AppServices("second").GetRequiredService<IIds>());
        Assert.NotSame(host.AppServices("test").GetRequiredService<OwnPart>(), host.AppServices("second").GetRequiredService<OwnPart>());
        Assert.Equal(0, part.Disposals);
        await host.DisposeAsync();
        Assert.Equal(1, part.Disposals);
    }

    [Fact]
    public void Shared_ServiceThatIsNoSingleton_IsRefused()
    {
        var builder = TestHost.Builder(new LogLines(), null, null, typeof(GoodFunctions));
        builder.Shared.AddScoped<SharedPart>();

        var failure = Assert.Throws<StartupException>(builder.Build);

        Assert.Contains("SharedPart cannot be shared", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnATakenPort_IsRefusedWithThePortBeforeAnythingRuns()
    {
        await using var first = await TestHost.StartAsync(functions: typeof(GoodFunctions));
        var background = new Background();
        var builder = new LocalRuntimeBuilder(new LocalRuntimeOptions { Port = first.Host.Port });
        builder.AddApp("second", typeof(TestHost).Assembly, app => app.Services.AddSingleton<IHostedService>(background), _ => false);
        await using var second = builder.Build();

        var failure = await Assert.ThrowsAsync<StartupException>(() => second.StartAsync());

        Assert.Contains($"Port {first.Host.Port} on 127.0.0.1", failure.Message, StringComparison.Ordinal);
        Assert.Equal("new", background.State);
    }

    [Fact]
    public async Task Request_WhileTheHostStarts_WaitsAndIsAnswered()
    {
        var background = new Background { Starting = new TaskCompletionSource() };
        await using var host = TestHost.Builder(new LogLines(), null, app => app.Services.AddSingleton<IHostedService>(background), typeof(GoodFunctions)).Build();
        var starting = host.StartAsync();
        await Eventually.TrueAsync(() => host.Port != 0, "the port is taken");
        using var client = new HttpClient();

        var request = client.GetAsync($"http://127.0.0.1:{host.Port}/good/1");
        await Eventually.TrueAsync(() => background.State == "starting", "the background service starts");
        Assert.False(request.IsCompleted);
        background.Starting.SetResult();
        await starting;

        Assert.True((await request).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Start_WhenAPartFails_StopsWhatWasStarted()
    {
        var background = new Background();
        var failing = new Background { Starting = new TaskCompletionSource() };
        failing.Starting.SetException(new InvalidOperationException("cannot start"));
        await using var host = TestHost.Builder(
            new LogLines(), null, app => app.Services.AddSingleton<IHostedService>(background).AddSingleton<IHostedService>(failing), typeof(GoodFunctions)).Build();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal("cannot start", failure.Message);
        Assert.Equal("stopped", background.State);
        Assert.Equal("starting", failing.State);
    }

    [Theory]
    [InlineData(typeof(Timers.HourlyTimer), "Timers need an IDocumentStore")]
    [InlineData(typeof(Queues.SecondConsumer), "Queue functions need an IQueueReceiver")]
    [InlineData(typeof(ChangeFeed.NoFeed), "Change-feed functions need an IDocumentStore")]
    public void Build_WithoutThePortThatATriggerNeeds_IsRefused(Type function, string expected)
    {
        var builder = TestHost.Builder(
            new LogLines(), null, app => app.Services.AddSingleton(new Timers.TimerRuns(TimeProvider.System)).AddSingleton(new ChangeFeed.Changes()), function);

        var failure = Assert.Throws<StartupException>(builder.Build);

        Assert.StartsWith(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostedServices_OfAnApp_RunWithTheHost()
    {
        var background = new Background();
        var host = await TestHost.StartAsync(app => app.Services.AddSingleton<IHostedService>(background), functions: typeof(GoodFunctions));

        Assert.Equal("started", background.State);
        await host.DisposeAsync();
        Assert.Equal("stopped", background.State);
    }

    [Fact]
    public async Task WaitForShutdown_WhenAsked_StopsTheHost()
    {
        await using var host = await TestHost.StartAsync(functions: typeof(GoodFunctions));

        var waiting = host.Host.WaitForShutdownAsync();
        Assert.False(waiting.IsCompleted);
        host.Host.RequestStop();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(host.Host.Stopping.IsCancellationRequested);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetAsync("good/1"));
    }

    private sealed class SharedPart : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }

    private sealed class OwnPart;

    private sealed class Background : IHostedService
    {
        public string State { get; private set; } = "new";

        public TaskCompletionSource? Starting { get; init; }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            State = "starting";
            await (Starting?.Task ?? Task.CompletedTask);
            State = "started";
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            State = "stopped";
            return Task.CompletedTask;
        }
    }
}
