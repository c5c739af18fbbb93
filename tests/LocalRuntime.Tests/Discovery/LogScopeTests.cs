using CryptoVault.Messaging;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Tests.Discovery;

public sealed class LogScopeTests
{
    [Fact]
    public async Task LogLine_WhileARequestIsHandled_CarriesItsCorrelationId()
    {
        using var lines = new ScopedLines();
        await using var host = await TestHost.StartAsync(configure: b => b.Logging.AddProvider(lines), functions: typeof(CorrelatedFunctions));

        await Task.WhenAll(host.Client.GetAsync("correlated/one"), host.Client.GetAsync("correlated/two"));

        Assert.Equal(["handling one [CorrelationId:one]", "handling two [CorrelationId:two]"], lines.All.Where(l => l.StartsWith("handling", StringComparison.Ordinal)).Order());
    }

    private sealed class ScopedLines : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private readonly List<string> lines = [];
        private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

        public IReadOnlyList<string> All
        {
            get
            {
                lock (lines)
                {
                    return [.. lines];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var all = new List<string>();
            scopes.ForEachScope((scope, list) => list.Add(scope is IEnumerable<KeyValuePair<string, object?>> pairs && scope.ToString()!.StartsWith("Correlation", StringComparison.Ordinal)
                ? string.Join(' ', pairs.Select(p => $"{p.Key}:{p.Value}"))
                : "other"), all);
            lock (lines)
            {
                lines.Add($"{formatter(state, exception)} [{string.Join(", ", all.Where(s => s != "other"))}]");
            }
        }

        public void Dispose()
        {
        }
    }
}

public sealed class CorrelatedFunctions(ILogger<CorrelatedFunctions> logger)
{
    [Function("Correlated")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "correlated/{id}")] HttpRequest request, string id)
    {
        Correlation.Set(id);
        await Task.Yield();
        logger.LogInformation("handling {Id}", id);
        return TypedResults.Text(request.Method);
    }
}
