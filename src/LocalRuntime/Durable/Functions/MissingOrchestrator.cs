using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.LocalRuntime.Durable.Functions;

/// <summary>Stands in for an orchestrator that no app has (any more), so that its instances can end.</summary>
internal sealed class MissingOrchestrator : IOrchestrator
{
    public static MissingOrchestrator Instance { get; } = new();

    public string Name => "(missing)";

    public DataConverter Converter => JsonDataConverter.Default;

    public ILoggerFactory Logging => NullLoggerFactory.Instance;

    public OrchestratorRun Start(TaskOrchestrationContext context, string? correlationId) => throw new InvalidOperationException("There is no such orchestrator.");
}
