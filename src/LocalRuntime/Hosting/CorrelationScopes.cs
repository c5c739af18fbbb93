using CryptoVault.Messaging;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>
/// Puts the correlation id of what is being handled on each log line, unless a scope has it already. It is read when
/// a line is written, so that requests which log nothing pay nothing.
/// </summary>
internal sealed class CorrelationScopes : IExternalScopeProvider
{
    private const string Key = "CorrelationId";
    private readonly LoggerExternalScopeProvider scopes = new();

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        scopes.ForEachScope(callback, state);
        if (Correlation.Current is var id and not "none" && !IsInScope())
        {
            callback(new CorrelationScope(id), state);
        }
    }

    public IDisposable Push(object? state) => scopes.Push(state);

    private bool IsInScope()
    {
        var found = new Found();
        scopes.ForEachScope(static (scope, result) => result.Value |= scope is IEnumerable<KeyValuePair<string, object?>> pairs && pairs.Any(p => p.Key == Key), found);
        return found.Value;
    }

    private sealed class Found
    {
        public bool Value { get; set; }
    }

    private sealed class CorrelationScope(string id) : List<KeyValuePair<string, object?>>([new(Key, id)])
    {
        public override string ToString() => $"{Key}:{id}";
    }
}
