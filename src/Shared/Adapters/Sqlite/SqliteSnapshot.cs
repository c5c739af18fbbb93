using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>One read transaction on a connection of its own.</summary>
internal sealed class SqliteSnapshot : IStoreSnapshot
{
    private readonly Connection connection;
    private readonly IReadOnlyDictionary<string, ContainerTable> tables;
    private readonly Checkpointer checkpointer;
    private readonly long now;
    private int closed;

    /// <exception cref="StoreException">The store cannot answer now.</exception>
    public SqliteSnapshot(SqliteStoreOptions options, IReadOnlyDictionary<string, ContainerTable> tables, Checkpointer checkpointer, long now)
    {
        this.tables = tables;
        this.checkpointer = checkpointer;
        this.now = now;
        checkpointer.SnapshotOpened();
        try
        {
            connection = Connection.OpenReader(options);
            connection.Execute("BEGIN");
            connection.Scalar("SELECT value FROM meta WHERE name='sequence'"); // the first read fixes the view
        }
        catch (SqliteFailure failure)
        {
            connection?.Dispose();
            checkpointer.SnapshotClosed();
            throw failure.ToStoreException();
        }
    }

    public async IAsyncEnumerable<StoredDocument> ReadAsync(
        string container, string? partition = null, string? idPrefix = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var table = Table(container);
        if (partition is null && idPrefix is not null)
        {
            await foreach (var one in PartitionsAsync(container, cancellation).ConfigureAwait(false))
            {
                foreach (var document in Read(table, one, idPrefix))
                {
                    yield return document;
                }
            }

            yield break;
        }

        foreach (var document in Read(table, partition, idPrefix))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return document;
        }
    }

    public async IAsyncEnumerable<StoredDocument> ScanAsync(string container, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var statement = connection.PrepareOnce(
            $"SELECT body, lsn, expires, sum, pk, id FROM {Table(container).Name} WHERE expires IS NULL OR expires>?1 ORDER BY row");
        statement.Bind(1, now);
        while (Step(statement))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return DocumentReads.Document(statement, statement.GetString(4), statement.GetString(5));
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    public async IAsyncEnumerable<string> PartitionsAsync(string container, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var statement = connection.PrepareOnce($"SELECT pk FROM {Table(container).Name} WHERE pk>?1 ORDER BY pk LIMIT 1");
        var partition = "";
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            statement.BindText(1, partition);
            if (!Step(statement))
            {
                yield break;
            }

            partition = statement.GetString(0);
            statement.Reset();
            yield return partition;
        }
    }

    public async ValueTask<string> DigestAsync(IReadOnlyCollection<string>? except = null, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var container in tables.Keys.Except(except ?? []).Order(StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(container));
            await foreach (var document in ReadAsync(container, cancellation: cancellation).ConfigureAwait(false))
            {
                Append(hash, Encoding.UTF8.GetBytes(document.Partition));
                Append(hash, Encoding.UTF8.GetBytes(document.Id));
                Append(hash, document.Body.Span);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
        {
            connection.Dispose();
            checkpointer.SnapshotClosed();
        }
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static bool Step(Statement statement)
    {
        try
        {
            return statement.Step();
        }
        catch (SqliteFailure failure) when (failure.IsInfrastructure)
        {
            throw failure.ToStoreException();
        }
    }

    private IEnumerable<StoredDocument> Read(ContainerTable table, string? partition, string? idPrefix)
    {
        var where = (partition is null ? "" : "pk=?2 AND ") + (idPrefix is null ? "" : "id>=?3 AND ");
        using var statement = connection.PrepareOnce(
            $"SELECT body, lsn, expires, sum, pk, id FROM {table.Name} WHERE {where}(expires IS NULL OR expires>?1) ORDER BY pk, id");
        statement.Bind(1, now);
        if (partition is not null)
        {
            statement.BindText(2, partition);
        }

        if (idPrefix is not null)
        {
            statement.BindText(3, idPrefix);
        }

        var lastPartition = partition ?? "";
        while (Step(statement))
        {
            var id = statement.GetString(5);
            if (idPrefix is not null && !id.StartsWith(idPrefix, StringComparison.Ordinal))
            {
                yield break;
            }

            if (partition is null && !statement.TextEquals(4, lastPartition))
            {
                lastPartition = statement.GetString(4);
            }

            yield return DocumentReads.Document(statement, lastPartition, id);
        }
    }

    private ContainerTable Table(string container) => tables.TryGetValue(container, out var table)
        ? table
        : throw new ArgumentException($"There is no container '{container}'.", nameof(container));
}
