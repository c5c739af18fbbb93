using CryptoVault.Storage;

namespace CryptoVault.Ledger.Verification;

/// <summary>Knows what one kind of hold is for, and so whether one may still be open (invariant 6).</summary>
public interface IHoldPurpose
{
    /// <summary>The <see cref="LedgerReference.Type"/> of its holds.</summary>
    string ReferenceType { get; }

    /// <summary>Says why an open hold should not be open any more, or null when it should.</summary>
    ValueTask<string?> WhyNotOpenAsync(IStoreSnapshot snapshot, PartitionKey partition, LedgerReference reference, CancellationToken cancellation);
}

/// <summary>Reads single documents of a snapshot.</summary>
public static class SnapshotReads
{
    /// <summary>The document, or null when there is none.</summary>
    public static async ValueTask<T?> FindAsync<T>(this IStoreSnapshot snapshot, string container, string partition, string id, CancellationToken cancellation)
        where T : class, IDocument<T>
    {
        await foreach (var document in snapshot.ReadAsync(container, partition, id, cancellation))
        {
            return document.Id == id ? DocumentCodec.Decode<T>(document) : null;
        }

        return null;
    }
}
