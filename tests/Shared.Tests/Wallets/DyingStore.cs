using CryptoVault.Storage;

namespace CryptoVault.Shared.Tests.Wallets;

/// <summary>The process was killed.</summary>
internal sealed class ProcessDiedException() : Exception("The process was killed.");

/// <summary>A process's way to its disk: the process dies at one of its commits, before it or after it, and does nothing any more.</summary>
internal sealed class DyingStore(IDocumentStore disk) : IDocumentStore
{
    private bool isDead;

    /// <summary>At which commit it dies, counted from 1; null for never.</summary>
    public int? DiesAt { get; set; }

    /// <summary>True when that commit lands before.</summary>
    public bool DiesAfterIt { get; set; }

    public int Commits { get; private set; }

    public async ValueTask<CommitResult> CommitAsync(DocumentBatch batch, CancellationToken cancellation = default)
    {
        ThrowIfDead();
        if (++Commits != DiesAt)
        {
            return await disk.CommitAsync(batch, cancellation);
        }

        if (DiesAfterIt)
        {
            await disk.CommitAsync(batch, cancellation);
        }

        isDead = true;
        throw new ProcessDiedException();
    }

    public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancellation = default)
    {
        ThrowIfDead();
        return disk.ReadAsync(container, partition, id, cancellation);
    }

    public ValueTask<IReadOnlyList<StoredDocument?>> ReadManyAsync(string container, string partition, IReadOnlyList<string> ids, CancellationToken cancellation = default)
    {
        ThrowIfDead();
        return disk.ReadManyAsync(container, partition, ids, cancellation);
    }

    public ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancellation = default)
    {
        ThrowIfDead();
        return disk.QueryAsync(query, cancellation);
    }

    public ValueTask<ChangePage> ReadChangesAsync(string container, string? continuation, int limit, CancellationToken cancellation = default)
    {
        ThrowIfDead();
        return disk.ReadChangesAsync(container, continuation, limit, cancellation);
    }

    private void ThrowIfDead()
    {
        if (isDead)
        {
            throw new ProcessDiedException();
        }
    }
}
