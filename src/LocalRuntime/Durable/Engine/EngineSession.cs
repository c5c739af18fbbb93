using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Functions;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>
/// The engine while this process runs the task hub: everything that is in memory. When the lease is lost it is thrown
/// away as a whole; nothing in it is the only copy of anything.
/// </summary>
internal sealed class EngineSession : IDisposable
{
    private readonly SemaphoreSlim turns;

    public EngineSession(
        WorkflowStore store, FunctionCatalog functions, DurableOptions options, InstanceWatch watch, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        Store = store;
        Functions = functions;
        Options = options;
        Watch = watch;
        Clock = clock;
        Logger = logger;
        Stopping = stopping;
        turns = new SemaphoreSlim(options.MaxConcurrentTurns);
        Instances = new InstanceTable(this, options.MaxCachedInstances);
        Writer = new TurnWriter(store);
        Timers = new TimerTable(store.Store, options, clock, instance => Instances.Post(instance, WakeMail.Instance), logger);
        Activities = new ActivityDispatcher(functions, options.MaxConcurrentActivities, OnActivityEnded, logger, stopping);
        Delivery = new Delivery(store, Instances, clock, logger, stopping);
        Garbage = new GarbageCollection(store, logger, stopping);
    }

    public WorkflowStore Store { get; }

    public FunctionCatalog Functions { get; }

    public DurableOptions Options { get; }

    public InstanceWatch Watch { get; }

    public TimeProvider Clock { get; }

    public ILogger Logger { get; }

    /// <summary>Fires when the session ends: nothing new is begun.</summary>
    public CancellationToken Stopping { get; }

    public InstanceTable Instances { get; }

    public TurnWriter Writer { get; }

    public TimerTable Timers { get; }

    public ActivityDispatcher Activities { get; }

    public Delivery Delivery { get; }

    public GarbageCollection Garbage { get; }

    /// <summary>Runs until the session ends.</summary>
    public async Task RunAsync()
    {
        var started = Clock.GetTimestamp();
        var sweep = new WorkSweep(this);
        var horizon = await LoadTimersAsync();
        var found = await sweep.FindAllAsync(Stopping);
        Logger.LogInformation(
            "Task hub {Hub} is run by this process; {Work} pieces of work and {Timers} timers until {Horizon:u} found in {Milliseconds:0} ms.",
            Options.TaskHub, found, Timers.Count, horizon, Clock.GetElapsedTime(started).TotalMilliseconds);
        await Task.WhenAll(sweep.RunAsync(Stopping), Timers.RunAsync(Stopping));
    }

    /// <summary>Waits for a place among the turns that are under way.</summary>
    public async ValueTask<TurnPlace> EnterTurnAsync()
    {
        if (!turns.Wait(0, CancellationToken.None))
        {
            await turns.WaitAsync(Stopping);
        }

        return new TurnPlace(turns);
    }

    /// <summary>Begins no more activities, lets those that run end until the deadline, and their results be written.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        await Activities.DrainAsync(deadline);
        while (turns.CurrentCount < Options.MaxConcurrentTurns && !deadline.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        // Not the semaphores: turns that are ending now still release them.
        Timers.Dispose();
        Activities.Dispose();
    }

    private async Task<DateTimeOffset> LoadTimersAsync()
    {
        while (true)
        {
            try
            {
                return await Timers.LoadAsync(Stopping);
            }
            catch (StoreException exception)
            {
                Logger.LogWarning(exception, "Durable timers could not be read; trying again.");
                await Task.Delay(Options.SweepEvery, Clock, Stopping);
            }
        }
    }

    private void OnActivityEnded(ActivityCall call, string? result, FailureRecord? failure) =>
        Instances.Post(call.InstanceId, new ActivityMail(call.Generation, call.Task, result, failure, Clock.GetUtcNow()));
}

/// <summary>A place among the turns that are under way.</summary>
internal readonly struct TurnPlace(SemaphoreSlim places) : IDisposable
{
    public void Dispose() => places.Release();
}
