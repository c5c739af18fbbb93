using CryptoVault.Adapters.Sqlite;
using CryptoVault.LocalRuntime.Durable;
using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.DurableKill;

/// <summary>The store of a run: workflows, queue messages, and what activities and consumers did.</summary>
internal static class KillStore
{
    /// <summary>Partition = story; documents = runs of its activities, or messages that it received.</summary>
    public const string Effects = "effects";

    /// <summary>Partition = session; documents = outbox.</summary>
    public const string Outbox = "users";

    public static SqliteStoreOptions Options(string folder) => new()
    {
        File = Path.Combine(folder, "store.db"),
        Containers =
        [
            new ContainerDefinition("runtime"), new ContainerDefinition("system"), WorkflowContainer.Definition, new ContainerDefinition(Effects),
            new ContainerDefinition(Outbox) { Indexes = [OutboxDocument.Index] },
        ],
    };
}
