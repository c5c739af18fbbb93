using System.Reflection;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime.ChangeFeed;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Http;
using CryptoVault.LocalRuntime.Hubs;
using CryptoVault.LocalRuntime.Operations;
using CryptoVault.LocalRuntime.Operations.Logs;
using CryptoVault.LocalRuntime.Queues;
using CryptoVault.LocalRuntime.Timers;
using CryptoVault.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime;

/// <summary>
/// Composes functions apps into one process. Each app has its own services, as on Azure; the services of
/// <see cref="Shared"/> (ports: store, bus, clock) are given to all of them as the same instances.
/// </summary>
public sealed class LocalRuntimeBuilder
{
    private readonly LocalRuntimeOptions options;
    private readonly WebApplicationBuilder web;
    private readonly List<AppDefinition> apps = [];
    private readonly List<Action<IEndpointRouteBuilder>> endpoints = [];
    private readonly List<Func<LocalFunction, string?>> checks = [];
    private readonly DurableRuntime durable;
    private OperationsPages? operations;
    private bool built;

    /// <summary>Begins a composition.</summary>
    public LocalRuntimeBuilder(LocalRuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "CryptoVault" });
        web.Services.AddSingleton<IExternalScopeProvider, CorrelationScopes>();
        // What it would log of each request (and the scope and activity it makes for that) the apps say better.
        web.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        web.Logging.AddConfiguration(web.Configuration.GetSection("Logging"));
        durable = new DurableRuntime(options.Durable);
        TriggerKinds =
        [
            new HttpTriggerKind(options.RoutePrefix), new TimerTriggerKind(), new QueueTriggerKind(options), new ChangeFeedTriggerKind(),
            new OrchestrationTriggerKind(durable), new ActivityTriggerKind(durable),
        ];
        InputKinds = [new DurableClientInput(durable)];
    }

    /// <summary>The configuration, given to all apps.</summary>
    public ConfigurationManager Configuration => web.Configuration;

    /// <summary>Where logs go, for host and apps.</summary>
    public ILoggingBuilder Logging => web.Logging;

    /// <summary>
    /// Singletons that the host owns and all apps share: each app gets the same instances and never disposes them.
    /// Only singletons of closed types may be registered here.
    /// </summary>
    public IServiceCollection Shared { get; } = new ServiceCollection();

    internal List<ITriggerKind> TriggerKinds { get; }

    internal List<IInputKind> InputKinds { get; }

    /// <summary>Adds an app: the functions of an assembly, with services and middleware as its Program.cs adds them on Azure.</summary>
    /// <param name="name">The app's name, for messages.</param>
    /// <param name="assembly">The assembly with its functions.</param>
    /// <param name="configure">Adds services and middleware.</param>
    /// <param name="include">Which of the assembly's types to look at; null for all.</param>
    public LocalRuntimeBuilder AddApp(string name, Assembly assembly, Action<IFunctionsWorkerApplicationBuilder> configure, Func<Type, bool>? include = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(configure);
        apps.Add(new AppDefinition(name, assembly, configure, include));
        return this;
    }

    /// <summary>Adds endpoints of the host's own beside the functions, such as a start page.</summary>
    public LocalRuntimeBuilder MapEndpoints(Action<IEndpointRouteBuilder> map)
    {
        endpoints.Add(map);
        return this;
    }

    /// <summary>
    /// Serves the SignalR hubs, push only. Needs the keys, the open streams and the hubs' connections among what is shared.
    /// </summary>
    public LocalRuntimeBuilder AddHubs()
    {
        HubServer.Configure(web.Services);
        endpoints.Add(HubServer.Map);
        return this;
    }

    /// <summary>Adds a check that each function must pass at start.</summary>
    /// <param name="check">Says what is wrong with a function, in a sentence, or null.</param>
    public LocalRuntimeBuilder AddCheck(Func<LocalFunction, string?> check)
    {
        checks.Add(check);
        return this;
    }

    /// <summary>
    /// Adds the operations page at <c>/dev</c>, and keeps the newest log lines for it. Configure the environment before.
    /// </summary>
    /// <param name="pages">Pages of the host's own beside the runtime's.</param>
    /// <exception cref="StartupException">The host listens on more than this machine, or is not for development.</exception>
    internal LocalRuntimeBuilder AddOperationsPages(params IReadOnlyList<IOperationsPage> pages)
    {
        if (OperationsPages.Refuse(options.Address, Configuration["Environment"]) is { } refusal)
        {
            throw new StartupException([refusal]);
        }

        operations = new OperationsPages(durable, options.CorsOrigins.Count > 0, pages);
        endpoints.Add(operations.Map);
        Shared.TryAddSingleton<IRandomness, SystemRandomness>();
        web.Services.AddSingleton(provider => new LogRing(provider.GetRequiredService<TimeProvider>()));
        web.Services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogRing>());
        return this;
    }

    /// <summary>Builds the apps, finds and checks their functions, and maps their routes. Nothing listens yet.</summary>
    /// <exception cref="StartupException">Something is wrong; the message lists all that was found.</exception>
    public LocalRuntimeHost Build()
    {
        if (built)
        {
            throw new InvalidOperationException("The host is built already.");
        }

        built = true;
        Shared.TryAddSingleton(TimeProvider.System);
        Shared.TryAddSingleton<IIds>(p => new UuidV7Ids(p.GetRequiredService<TimeProvider>()));
        HttpServer.Configure(web, options);
        foreach (var descriptor in Shared)
        {
            web.Services.Add(descriptor);
        }

        var application = web.Build();
        var services = new RuntimeServices(
            application.Services, Configuration, application.Services.GetRequiredService<TimeProvider>(), application.Services.GetRequiredService<ILoggerFactory>());
        var sharing = new AppServices(Shared, application.Services, services, application.Lifetime, application.Environment);
        var problems = new List<string>();
        var composed = BuildApps(sharing, services, problems);
        CheckAll(composed, problems);
        if (problems.Count > 0)
        {
            throw new StartupException(problems);
        }

        var gate = new StartGate();
        HttpServer.Map(application, options, composed, endpoints, gate);
        var listeners = ListenersOf(composed, services);
        var host = new LocalRuntimeHost(application, options, composed, listeners, gate);
        operations?.Show(host, listeners);
        return host;
    }

    private List<FunctionApp> BuildApps(AppServices sharing, RuntimeServices services, List<string> problems)
    {
        var finder = new FunctionFinder(TriggerKinds, InputKinds, new SettingResolver(Configuration));
        var result = new List<FunctionApp>();
        foreach (var definition in apps)
        {
            var worker = new WorkerBuilder(sharing.Create());
            if (!Configure(definition, worker, problems) || BuildServices(definition.Name, worker.Services, problems) is not { } provider)
            {
                continue;
            }

            var app = new FunctionApp(definition.Name, provider, worker.Middleware, services.Clock);
            var types = definition.Assembly.GetTypes().Where(t => definition.Include?.Invoke(t) ?? true).ToList();
            app.Functions = finder.Find(app, types, problems);
            result.Add(app);
        }

        return result;
    }

    /// <summary>
    /// Lets an app add its services. What it refuses (a setting that does not parse, a function without a policy) it
    /// says by an <see cref="InvalidOperationException"/> or <see cref="ArgumentException"/>, as on Azure.
    /// </summary>
    private static bool Configure(AppDefinition app, WorkerBuilder worker, List<string> problems)
    {
        try
        {
            app.Configure(worker);
            return true;
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or ArgumentException)
        {
            problems.Add($"App '{app.Name}': {refusal.Message}");
            return false;
        }
    }

    /// <summary>Builds an app's services, and finds out now which of them lacks something.</summary>
    private static ServiceProvider? BuildServices(string app, IServiceCollection services, List<string> problems)
    {
        try
        {
            return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
        }
        catch (AggregateException failure)
        {
            problems.AddRange(failure.InnerExceptions.Select(e => $"App '{app}': {e.GetBaseException().Message}"));
            return null;
        }
    }

    private void CheckAll(List<FunctionApp> built, List<string> problems)
    {
        var functions = built.SelectMany(a => a.Functions).ToList();
        foreach (var kind in TriggerKinds)
        {
            kind.CheckTogether([.. functions.Where(f => f.Kind == kind)], problems);
        }

        foreach (var function in functions)
        {
            problems.AddRange(checks.Select(c => c(function)).OfType<string>().Select(p => $"{function.EntryPoint}: {p}"));
        }
    }

    private List<ITriggerListener> ListenersOf(List<FunctionApp> built, RuntimeServices services) =>
    [
        .. from app in built
           from kind in TriggerKinds
           let functions = app.Functions.Where(f => f.Kind == kind).ToList()
           where functions.Count > 0
           let listener = kind.Listen(app, functions, services)
           where listener is not null
           select listener,
    ];

    private sealed record AppDefinition(string Name, Assembly Assembly, Action<IFunctionsWorkerApplicationBuilder> Configure, Func<Type, bool>? Include);
}
