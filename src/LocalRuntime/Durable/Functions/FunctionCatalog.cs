using System.Collections.Concurrent;

namespace CryptoVault.LocalRuntime.Durable.Functions;

/// <summary>The orchestrators and activities of all apps, by name without regard to case.</summary>
internal sealed class FunctionCatalog
{
    private readonly ConcurrentDictionary<string, IOrchestrator> orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, IActivity> activities = new(StringComparer.OrdinalIgnoreCase);

    public void Add(IOrchestrator orchestrator)
    {
        if (!orchestrators.TryAdd(orchestrator.Name, orchestrator))
        {
            throw new StartupException([$"There are two orchestrators with the name '{orchestrator.Name}'."]);
        }
    }

    public void Add(IActivity activity)
    {
        if (!activities.TryAdd(activity.Name, activity))
        {
            throw new StartupException([$"There are two activities with the name '{activity.Name}'."]);
        }
    }

    public IOrchestrator? FindOrchestrator(string name) => orchestrators.GetValueOrDefault(name);

    public IActivity? FindActivity(string name) => activities.GetValueOrDefault(name);
}
