using CryptoVault.Messaging;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>
/// Puts the correlation id of what is being handled on each log line, as the outermost scope. It is read when a
/// line is written, so that requests which log nothing pay nothing.
/// </summary>
internal sealed class CorrelationScopes : IExternalScopeProvider
{
    private readonly LoggerExternalScopeProvider scopes = new();

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        if (Correlation.Current is var id and not "none")
        {
            callback(new CorrelationScope(id), state);
        }

        scopes.ForEachScope(callback, state);
    }

    public IDisposable Push(object? state) => scopes.Push(state);

    private sealed class CorrelationScope(string id) : List<KeyValuePair<string, object?>>([new("CorrelationId", id)])
    {
        public override string ToString() => "CorrelationId:" + id;
    }
}
