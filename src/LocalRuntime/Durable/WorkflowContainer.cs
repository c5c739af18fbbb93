using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable;

/// <summary>The container of the durable engine. Its partition key is the orchestration's instance id.</summary>
public static class WorkflowContainer
{
    /// <summary>The container's name.</summary>
    public const string Name = "workflows";

    internal const string WorkIndex = "work";
    internal const string TimerIndex = "timers";
    internal const string StatusIndex = "status";
    internal const string CreatedIndex = "created";

    /// <summary>The container with its indexes.</summary>
    public static ContainerDefinition Definition { get; } = new(Name)
    {
        Indexes =
        [
            new IndexDefinition(WorkIndex, "workAt") { CrossPartition = true },
            new IndexDefinition(TimerIndex, "nextTimer") { CrossPartition = true },
            new IndexDefinition(StatusIndex, "status", "createdAt") { CrossPartition = true },
            new IndexDefinition(CreatedIndex, "createdAt") { CrossPartition = true },
        ],
    };
}
