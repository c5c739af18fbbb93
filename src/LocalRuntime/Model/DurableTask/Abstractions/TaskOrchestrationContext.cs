using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>
/// What an orchestrator works with. An orchestrator is run again from its history, so it must be deterministic: time,
/// ids and everything else that varies it gets from here, and it awaits only tasks that it got from here.
/// </summary>
public abstract class TaskOrchestrationContext
{
    private ILoggerFactory? replaySafeLoggerFactory;

    /// <summary>The orchestrator's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The instance's id.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The orchestration that called this one, or null.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The time, the same in each replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>True while the orchestrator runs through what it did before.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The instance's version; empty without one.</summary>
    public virtual string Version => string.Empty;

    /// <summary>Makes loggers that are silent during a replay.</summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => replaySafeLoggerFactory ??= new ReplaySafeLoggerFactoryImpl(this);

    /// <summary>Makes the loggers that replay-safe loggers write to.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The orchestration's input.</summary>
    public abstract T? GetInput<T>();

    /// <summary>Calls an activity.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <summary>Calls an activity and gets its result.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) => CallActivityAsync<TResult>(name, null, options);

    /// <summary>Calls an activity and gets its result.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>A task that ends after a delay; it survives restarts and may be months ahead.</summary>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) => CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>A task that ends at a time; it survives restarts and may be months ahead.</summary>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Waits for an event that is raised for this instance. Names are compared without regard to case; each event ends one wait.</summary>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an event for a time.</summary>
    /// <exception cref="TaskCanceledException">The time was over first.</exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) => WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>Waits for an event for a time.</summary>
    /// <exception cref="TaskCanceledException">The time was over first, or the wait was canceled.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timerCts = new();
        var timeoutTask = CreateTimer(timeout, timerCts.Token);
        using var eventCts = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var externalEventTask = WaitForExternalEvent<T>(eventName, eventCts.Token);
        var winner = await Task.WhenAny(timeoutTask, externalEventTask);
        (winner == externalEventTask ? timerCts : eventCts).Cancel();
        return await externalEventTask;
    }

    /// <summary>Raises an event for another instance; nobody waits for its arrival.</summary>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Sets a status of the orchestration's own, for whoever asks for the instance.</summary>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Calls an orchestration and gets its result.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <summary>Calls an orchestration and gets its result.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <summary>Calls an orchestration.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) => CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <summary>Calls an orchestration.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <summary>Lets the orchestration start over, with an empty history, when the orchestrator returns.</summary>
    /// <param name="newInput">The input of the next run.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody waited for go over to the next run.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>Lets the orchestration start over, with an empty history, when the orchestrator returns.</summary>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>A new id, the same in each replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent during a replay.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(this, UnwrappedLoggerFactory().CreateLogger(categoryName));

    /// <summary>A logger that is silent during a replay.</summary>
    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, UnwrappedLoggerFactory().CreateLogger(type));

    /// <summary>A logger that is silent during a replay.</summary>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, UnwrappedLoggerFactory().CreateLogger<T>());

    /// <summary>A wrapper may hand on the replay-safe factory of what it wraps; one wrapping is enough.</summary>
    private ILoggerFactory UnwrappedLoggerFactory()
    {
        var factory = LoggerFactory;
        for (var depth = 0; factory is ReplaySafeLoggerFactoryImpl wrapped; depth++)
        {
            if (depth >= 10)
            {
                throw new InvalidOperationException(
                    "Maximum unwrap depth exceeded while resolving the underlying ILoggerFactory: a wrapper must delegate to the inner context's factory, not its own.");
            }

            factory = wrapped.UnderlyingLoggerFactory;
        }

        return factory;
    }

    private sealed class ReplaySafeLogger(TaskOrchestrationContext context, ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!context.IsReplaying)
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }

    private sealed class ReplaySafeLoggerFactoryImpl(TaskOrchestrationContext context) : ILoggerFactory
    {
        internal ILoggerFactory UnderlyingLoggerFactory => context.LoggerFactory;

        public ILogger CreateLogger(string categoryName) => context.CreateReplaySafeLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) =>
            throw new NotSupportedException("Adding providers to the replay-safe logger factory is not supported.");

        public void Dispose()
        {
            // The underlying factory is not this wrapper's to dispose.
        }
    }
}
