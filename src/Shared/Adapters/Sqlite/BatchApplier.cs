using System.Globalization;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>Applies batches inside the writer's open transaction, each wholly or not at all.</summary>
internal sealed class BatchApplier(Connection connection)
{
    private const string Savepoint = "SAVEPOINT batch";
    private const string ReleaseSavepoint = "RELEASE batch";
    private const string RollbackSavepoint = "ROLLBACK TO batch";

    /// <summary>The sequence number of the newest write.</summary>
    public long Sequence { get; set; }

    /// <summary>The present time for the group, in milliseconds since 1970.</summary>
    public long Now { get; set; }

    /// <summary>
    /// Applies a batch. Keeping the pages to undo one batch costs as much as a third of the writing itself, so it is
    /// only done when <paramref name="undoable"/>.
    /// </summary>
    /// <returns>
    /// The answer to give once the transaction is on disk; null when the batch must be refused but is already half
    /// applied and cannot be undone alone: then the group starts again, undoable.
    /// </returns>
    /// <exception cref="SqliteFailure">The file or disk failed; the transaction must be rolled back.</exception>
    public CommitResult? Apply(PendingCommit pending, bool undoable)
    {
        var operations = pending.Batch.Operations;
        undoable &= operations.Count > 1;
        var before = Sequence;
        if (undoable)
        {
            connection.Prepare(Savepoint).Run();
        }

        var etags = new string?[operations.Count];
        for (var i = 0; i < operations.Count; i++)
        {
            if (Apply(pending, i) is { } refusal)
            {
                Sequence = before;
                return Undo(i, undoable) ? Refused(operations[i], i, refusal) : null;
            }

            etags[i] = operations[i].Kind == DocumentOperationKind.Delete ? null : ETag(Sequence);
        }

        if (undoable)
        {
            connection.Prepare(ReleaseSavepoint).Run();
        }

        return new CommitResult(CommitStatus.Committed) { ETags = etags };
    }

    private static CommitResult Refused(DocumentOperation operation, int index, CommitStatus status) =>
        new(status) { FailedOperation = index, Reason = $"{operation.Kind} of '{operation.Id}': {status}." };

    private bool Undo(int applied, bool undoable)
    {
        if (undoable)
        {
            connection.Prepare(RollbackSavepoint).Run();
            connection.Prepare(ReleaseSavepoint).Run();
        }

        return undoable || applied == 0;
    }

    /// <summary>The ETag of a sequence number.</summary>
    public static string ETag(long lsn) => lsn.ToString(CultureInfo.InvariantCulture);

    /// <summary>The sequence number of an ETag, or -1, which no document has.</summary>
    public static long SequenceOf(string etag) =>
        long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var lsn) ? lsn : -1;

    private CommitStatus? Apply(PendingCommit pending, int index)
    {
        var operation = pending.Batch.Operations[index];
        var table = pending.Table;
        switch (operation.Kind)
        {
            case DocumentOperationKind.Create:
                if (Write(pending, index, table.CreateSql) == 0)
                {
                    // Either it exists, or it has expired and was not swept yet: then it is as good as gone.
                    Sequence--;
                    return Revive(pending, index) == 0 ? CommitStatus.AlreadyExists : null;
                }

                return null;
            case DocumentOperationKind.Upsert:
                Write(pending, index, table.UpsertSql);
                return null;
            case DocumentOperationKind.Replace:
                return Replace(pending, index) ? null : WhyMissed(pending, operation.Id);
            case DocumentOperationKind.Delete:
                return Delete(pending, operation);
            default:
                throw new InvalidOperationException($"Unknown kind of operation: {operation.Kind}.");
        }
    }

    private int Write(PendingCommit pending, int index, string sql)
    {
        var statement = connection.Prepare(sql);
        BindDocument(statement, pending, index);
        return statement.RunChanges();
    }

    private bool Replace(PendingCommit pending, int index)
    {
        if (WriteGuarded(pending, index, pending.Table.ReplaceInPlaceSql) > 0)
        {
            return true;
        }

        Sequence--;
        return WriteGuarded(pending, index, pending.Table.ReplaceSql) > 0;
    }

    private int WriteGuarded(PendingCommit pending, int index, string sql)
    {
        var statement = connection.Prepare(sql);
        BindDocument(statement, pending, index);
        statement.Bind(pending.Table.GuardParameter, SequenceOf(pending.Batch.Operations[index].ETag!));
        statement.Bind(pending.Table.GuardParameter + 1, Now);
        return statement.RunChanges();
    }

    private int Revive(PendingCommit pending, int index)
    {
        var statement = connection.Prepare(pending.Table.ReviveSql);
        BindDocument(statement, pending, index);
        statement.Bind(pending.Table.GuardParameter, Now);
        return statement.RunChanges();
    }

    private void BindDocument(Statement statement, PendingCommit pending, int index)
    {
        var operation = pending.Batch.Operations[index];
        var body = operation.Body.Span;
        var expires = operation.TimeToLive is { } life ? Now + (long)life.TotalMilliseconds : 0;
        Sequence++;
        statement.BindText(1, pending.Batch.Partition);
        statement.BindText(2, operation.Id);
        statement.Bind(3, Sequence);
        if (operation.TimeToLive is null)
        {
            statement.BindNull(4);
        }
        else
        {
            statement.Bind(4, expires);
        }

        statement.Bind(5, DocumentSum.Of(pending.Batch.Partition, operation.Id, Sequence, expires, body));
        statement.BindBlob(6, body);
        var parameter = ContainerTable.FirstFieldParameter;
        foreach (ref readonly var field in pending.FieldsOf(index))
        {
            field.BindTo(statement, parameter++, body);
        }
    }

    private CommitStatus? Delete(PendingCommit pending, DocumentOperation operation)
    {
        var statement = connection.Prepare(operation.ETag is null ? pending.Table.DeleteSql : pending.Table.DeleteGuardedSql);
        statement.BindText(1, pending.Batch.Partition);
        statement.BindText(2, operation.Id);
        if (operation.ETag is not null)
        {
            statement.Bind(3, SequenceOf(operation.ETag));
            statement.Bind(4, Now);
        }

        return statement.RunChanges() == 0 && operation.ETag is not null ? WhyMissed(pending, operation.Id) : null;
    }

    private CommitStatus WhyMissed(PendingCommit pending, string id)
    {
        var statement = connection.Prepare(pending.Table.VersionSql);
        statement.BindText(1, pending.Batch.Partition);
        statement.BindText(2, id);
        try
        {
            return statement.Step() && (statement.IsNull(1) || statement.GetInt64(1) > Now)
                ? CommitStatus.PreconditionFailed
                : CommitStatus.NotFound;
        }
        finally
        {
            statement.Reset();
        }
    }
}
