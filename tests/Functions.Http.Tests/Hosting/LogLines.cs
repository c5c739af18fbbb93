using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Http.Tests.Hosting;

/// <summary>Keeps what was logged, with the scopes it was logged in.</summary>
internal sealed class LogLines : ILoggerProvider, ISupportExternalScope
{
    private readonly List<LogLine> lines = [];
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<LogLine> All
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => owner.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scope = new List<string>();
            owner.scopes.ForEachScope((item, list) => list.Add(item?.ToString() ?? ""), scope);
            lock (owner.lines)
            {
                owner.lines.Add(new LogLine(logLevel, category, formatter(state, exception), exception, string.Join(' ', scope)));
            }
        }
    }
}

internal sealed record LogLine(LogLevel Level, string Category, string Text, Exception? Exception, string Scope);
