using System.Collections.Concurrent;
using CryptoVault.Adapters.Embedded.Leases;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime.Durable;
using CryptoVault.LocalRuntime.Durable.Client;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.Shared.Tests.Storage;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.LocalRuntime.Tests.Durable;

/// <summary>A store, a clock and engines on it as processes would have them, with functions given as delegates.</summary>
internal sealed class DurableWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<DurableEngine> engines = [];
    private readonly List<Action<FunctionCatalog>> functions = [];
    private readonly bool ownsStore;

    public DurableWorld(IDocumentStore? store = null, Func<DurableOptions, DurableOptions>? configure = null, TimeProvider? clock = null)
    {
        Memory = store is null ? new MemoryStore(WorkflowContainer.Definition, new ContainerDefinition("system")) : null;
        Store = store ?? Memory!;
        ownsStore = store is null;
        TimeProvider = clock ?? Clock;
        Options = new DurableOptions
        {
            MaxConcurrentActivities = 16,
            Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(10), RenewEvery = TimeSpan.FromSeconds(3), TryEvery = TimeSpan.FromSeconds(1) },
        };
        Options = configure?.Invoke(Options) ?? Options;
    }

    /// <summary>For tests that move the clock by days: the engine looks around seldom, so that its own timers do not fill the time.</summary>
    public static DurableOptions Unhurried(DurableOptions options) => options with
    {
        SweepEvery = TimeSpan.FromHours(6),
        FullSweepEvery = TimeSpan.FromDays(30),
        TimerHorizon = TimeSpan.FromHours(12),
        Lease = new LeaseOptions { Duration = TimeSpan.FromDays(1000), RenewEvery = TimeSpan.FromDays(40), TryEvery = TimeSpan.FromSeconds(1) },
    };

    public FakeTimeProvider Clock { get; } = new();

    public TimeProvider TimeProvider { get; }

    /// <summary>The store when it is one in memory.</summary>
    public MemoryStore? Memory { get; }

    public IDocumentStore Store { get; }

    public DurableOptions Options { get; }

    public DurableEngine Engine => engines[^1];

    public LocalDurableTaskClient Client => Engine.CreateClient(JsonDataConverter.Default);

    public List<string> Logs { get; } = [];

    /// <summary>How often each activity ran, by name.</summary>
    public ConcurrentDictionary<string, int> Runs { get; } = new();

    public DurableWorld Orchestrator(string name, Func<TaskOrchestrationContext, Task> run) => Orchestrator(name, async context =>
    {
        await run(context);
        return (object?)null;
    });

    public DurableWorld Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> run)
    {
        functions.Add(catalog => catalog.Add(new TestOrchestrator(name, this, async context => await run(context))));
        return this;
    }

    public DurableWorld Activity<TIn, TOut>(string name, Func<TIn, TOut> run) => Activity<TIn, TOut>(name, input => Task.FromResult(run(input)));

    public DurableWorld Activity<TIn, TOut>(string name, Func<TIn, Task<TOut>> run)
    {
        functions.Add(catalog => catalog.Add(new TestActivity(name, async input =>
        {
            Runs.AddOrUpdate(name, 1, (_, count) => count + 1);
            return JsonDataConverter.Default.Serialize(await run(JsonDataConverter.Default.Deserialize<TIn>(input)!));
        })));
        return this;
    }

    /// <summary>Another process on the same store.</summary>
    public DurableEngine NewProcess(bool start = true)
    {
        var engine = new DurableEngine(Store, Options, new UuidV7Ids(TimeProvider), TimeProvider, NullLoggerFactory.Instance);
        functions.ForEach(add => add(engine.Functions));
        engines.Add(engine);
        if (start)
        {
            engine.Start();
        }

        return engine;
    }

    public async Task<DurableWorld> StartAsync()
    {
        NewProcess();
        await Eventually.TrueAsync(() => Engine.IsRunning, "the engine runs the hub");
        return this;
    }

    /// <summary>Ends the present process in good order and starts the next.</summary>
    public async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        await StartAsync();
    }

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input);
        return await EndOfAsync(id);
    }

    public Task<string> ScheduleAsync(string name, string id, object? input = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));

    public Task<OrchestrationMetadata> EndOfAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Patience);

    /// <summary>Waits for the end while the clock goes on.</summary>
    public async Task<OrchestrationMetadata> EndOfAsync(string id, TimeSpan step)
    {
        var end = EndOfAsync(id);
        await Eventually.TrueAsync(
            () =>
            {
                Clock.Advance(step);
                return end.IsCompleted;
            },
            $"instance {id} ends");
        return await end;
    }

    public async Task<OrchestrationMetadata> UntilAsync(string id, Func<OrchestrationMetadata, bool> condition, string what)
    {
        OrchestrationMetadata? found = null;
        await Eventually.TrueAsync(() => (found = Client.GetInstanceAsync(id, true).GetAwaiter().GetResult()) is not null && condition(found), what);
        return found!;
    }

    /// <summary>Waits until an instance waits with nothing under way.</summary>
    public async Task IdleAsync(string id) =>
        await Eventually.TrueAsync(() => Head(id) is { IsPending: false, WorkAt: null } && Documents(id).All(d => d.Id == "instance" || d.Id.StartsWith("h:", StringComparison.Ordinal)), $"{id} waits");

    public InstanceDocument? Head(string id) => Engine.Store.ReadInstanceAsync(id, default).AsTask().GetAwaiter().GetResult()?.Document;

    public IReadOnlyList<StoredDocument> Documents(string id) => [.. Memory!.All(WorkflowContainer.Name).Where(d => d.Partition == id)];

    public IReadOnlyList<HistoryEvent> History(string id) =>
        [.. Documents(id).Where(d => d.Id.StartsWith("h:", StringComparison.Ordinal)).SelectMany(d => DocumentCodec.Decode<HistoryDocument>(d).Events)];

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }

        if (!ownsStore && Store is IAsyncDisposable store)
        {
            await store.DisposeAsync();
        }
    }

    private sealed class TestOrchestrator(string name, DurableWorld world, Func<TaskOrchestrationContext, Task<object?>> run) : IOrchestrator, ILoggerFactory, ILogger
    {
        public string Name => name;

        public DataConverter Converter => JsonDataConverter.Default;

        public ILoggerFactory Logging => this;

        public OrchestratorRun Start(TaskOrchestrationContext context, string? correlationId) => new(run(context), () => ValueTask.CompletedTask);

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (world.Logs)
            {
                world.Logs.Add(formatter(state, exception));
            }
        }
    }

    private sealed class TestActivity(string name, Func<string?, Task<string?>> run) : IActivity
    {
        public string Name => name;

        public Task<string?> RunAsync(ActivityCall call, CancellationToken cancellation) => run(call.Input);
    }
}
