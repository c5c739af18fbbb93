using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>How an instance comes into being.</summary>
internal static class InstanceStart
{
    /// <summary>The operations that start an instance, in place of an earlier one with the same id if there is one.</summary>
    public static List<DocumentOperation> Operations(InstanceDocument started, Stored<InstanceDocument>? existing, string now)
    {
        var body = DocumentCodec.Encode(started);
        if (existing is null)
        {
            return [DocumentOperation.Create(started.Id, body)];
        }

        var operations = new List<DocumentOperation> { DocumentOperation.Replace(started.Id, body, existing.ETag) };
        TurnWriter.AddDeletion(operations, existing.Document, now);
        return operations;
    }
}
