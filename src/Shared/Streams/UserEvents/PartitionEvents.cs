using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Ledger;
using CryptoVault.Storage;

namespace CryptoVault.Streams.UserEvents;

/// <summary>How decisions tell users what happens to them.</summary>
internal static class PartitionEvents
{
    /// <summary>True when events are told of the partition: it is a user's own, with real money.</summary>
    public static bool TellsEvents(this PartitionView view) => IsUser(view.Partition);

    /// <summary>True when the partition is a user's own, with real money.</summary>
    public static bool IsUser(PartitionKey partition) => partition.Container == LedgerPartitions.Users && !partition.Value.Contains(':', StringComparison.Ordinal);

    /// <summary>Promises a private event: it is written by the decision's commit.</summary>
    /// <param name="view">The user's partition; of any other nothing is told.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="data">What is so now.</param>
    /// <param name="json">How to write it.</param>
    /// <param name="replaces">In one commit the last event with this key stands for all of them; null keeps each.</param>
    public static void Tell<T>(this PartitionView view, string kind, T data, JsonTypeInfo<T> json, string? replaces = null)
    {
        if (view.TellsEvents())
        {
            view.Tell(new PromisedEvent(new UserEvent(kind, JsonSerializer.SerializeToUtf8Bytes(data, json)), replaces));
        }
    }
}

/// <summary>A private event of a decision that is not committed yet.</summary>
/// <param name="Event">The event.</param>
/// <param name="Replaces">In one commit the last event with this key stands for all of them; null keeps each.</param>
internal sealed record PromisedEvent(UserEvent Event, string? Replaces);
