using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Operations.Logs;

/// <summary>A kept log line.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Level">Its level.</param>
/// <param name="Category">Who wrote it.</param>
/// <param name="Text">What it says.</param>
/// <param name="Exception">The exception with its stack, or null.</param>
/// <param name="CorrelationId">The correlation id it was written under, or null.</param>
/// <param name="Function">The function it was written in, or null.</param>
/// <param name="InvocationId">The invocation it was written in, or null.</param>
internal sealed record LogEntry(
    long Number, DateTimeOffset Time, LogLevel Level, string Category, string Text, string? Exception, string? CorrelationId, string? Function, string? InvocationId);

/// <summary>Keeps the newest log lines in memory, so many and no more, each cut to a bounded length.</summary>
internal sealed class LogRing(TimeProvider clock, int capacity = LogRing.DefaultCapacity) : ILoggerProvider, ISupportExternalScope
{
    public const int DefaultCapacity = 4000;

    private const int MostText = 4000;

    private readonly Lock gate = new();
    private readonly LogEntry?[] entries = new LogEntry?[capacity];
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();
    private long count;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    /// <summary>The newest lines that fit, newest first.</summary>
    /// <param name="fits">Which lines.</param>
    /// <param name="before">Only lines with a smaller number; 0 for all.</param>
    /// <param name="limit">Most lines.</param>
    public IReadOnlyList<LogEntry> Newest(Func<LogEntry, bool> fits, long before, int limit)
    {
        var found = new List<LogEntry>();
        lock (gate)
        {
            var last = before > 0 ? Math.Min(before - 1, count) : count;
            for (var number = last; number > 0 && number > count - capacity && found.Count < limit; number--)
            {
                if (entries[(int)(number % capacity)] is { } entry && fits(entry))
                {
                    found.Add(entry);
                }
            }
        }

        return found;
    }

    private void Keep(LogLevel level, string category, string text, Exception? exception)
    {
        var found = new Scope();
        scopes.ForEachScope(static (scope, into) => into.Take(scope), found);
        var time = clock.GetUtcNow();
        var (cut, stack) = (Cut(text), exception is null ? null : Cut(exception.ToString()));
        lock (gate)
        {
            var number = ++count;
            entries[(int)(number % capacity)] = new LogEntry(number, time, level, category, cut, stack, found.CorrelationId, found.Function, found.InvocationId);
        }
    }

    private static string Cut(string text) => text.Length <= MostText ? text : string.Concat(text.AsSpan(0, MostText), "...");

    private sealed class Logger(LogRing ring, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => ring.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            ring.Keep(logLevel, category, formatter(state, exception), exception);
    }

    /// <summary>What the scopes around a line say of where it belongs; the innermost counts.</summary>
    private sealed class Scope
    {
        public string? CorrelationId { get; private set; }

        public string? Function { get; private set; }

        public string? InvocationId { get; private set; }

        public void Take(object? scope)
        {
            if (scope is not IEnumerable<KeyValuePair<string, object?>> pairs)
            {
                return;
            }

            foreach (var (key, value) in pairs)
            {
                switch (key)
                {
                    case "CorrelationId": CorrelationId = value?.ToString(); break;
                    case "Function": Function = value?.ToString(); break;
                    case "InvocationId": InvocationId = value?.ToString(); break;
                }
            }
        }
    }
}
