using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>A point read.</summary>
internal readonly record struct PointRead(ContainerTable Table, string Partition, string Id, long Now)
{
    public override string ToString() => $"point read of {Table.Definition.Name}";
}

/// <summary>Several point reads in one partition, of one instant.</summary>
internal readonly record struct ManyRead(ContainerTable Table, string Partition, IReadOnlyList<string> Ids, long Now)
{
    public override string ToString() => $"point reads of {Ids.Count} in {Table.Definition.Name}";
}

/// <summary>A page of the change feed.</summary>
internal readonly record struct ChangeRead(ContainerTable Table, long After, int Limit, long Now)
{
    public override string ToString() => $"changes of {Table.Definition.Name} after {After}";
}

/// <summary>Reads on a connection: by key, and the change feed.</summary>
internal static class DocumentReads
{
    /// <summary>Most bytes of bodies in a page, as in Cosmos DB; the first document is always returned.</summary>
    public const int MaxPageBytes = 4 * 1024 * 1024;

    private const string Begin = "BEGIN";
    private const string Commit = "COMMIT";

    public static StoredDocument? One(Connection connection, PointRead read)
    {
        var statement = connection.Prepare(read.Table.ReadSql);
        statement.BindText(1, read.Partition);
        return One(statement, read.Partition, read.Id, read.Now);
    }

    public static IReadOnlyList<StoredDocument?> Many(Connection connection, ManyRead read)
    {
        var documents = new StoredDocument?[read.Ids.Count];
        var statement = connection.Prepare(read.Table.ReadSql);
        connection.Prepare(Begin).Run();
        try
        {
            statement.BindText(1, read.Partition);
            for (var i = 0; i < documents.Length; i++)
            {
                documents[i] = One(statement, read.Partition, read.Ids[i], read.Now);
            }

            return documents;
        }
        finally
        {
            connection.Prepare(Commit).Run();
        }
    }

    public static ChangePage Changes(Connection connection, ChangeRead read)
    {
        var statement = connection.Prepare(read.Table.ChangesSql);
        try
        {
            statement.Bind(1, read.After);
            statement.Bind(2, read.Now);
            statement.Bind(3, read.Limit + 1);
            var items = new List<StoredDocument>();
            var (last, bytes) = (read.After, 0L);
            while (statement.Step())
            {
                if (items.Count == read.Limit || bytes >= MaxPageBytes)
                {
                    return new ChangePage(items, ContinuationToken.WriteSequence(last), HasMore: true);
                }

                last = statement.GetInt64(1);
                items.Add(Document(statement, statement.GetString(4), statement.GetString(5)));
                bytes += items[^1].Body.Length;
            }

            return new ChangePage(items, ContinuationToken.WriteSequence(last), HasMore: false);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The document of the present row, whose columns begin with body, lsn, expires, sum.</summary>
    /// <exception cref="StoreException">The row is not what was written.</exception>
    public static StoredDocument Document(Statement statement, string partition, string id)
    {
        var body = statement.GetBytes(0);
        var lsn = statement.GetInt64(1);
        return statement.GetInt64(3) == DocumentSum.Of(partition, id, lsn, statement.GetInt64(2), body)
            ? new StoredDocument(partition, id, BatchApplier.ETag(lsn), body.ToArray())
            : throw new StoreException(CommitStatus.Unavailable, $"Document '{id}' of partition '{partition}' is damaged on disk.");
    }

    private static StoredDocument? One(Statement statement, string partition, string id, long now)
    {
        try
        {
            statement.BindText(2, id);
            if (!statement.Step())
            {
                return null;
            }

            var expires = statement.GetInt64(2);
            return expires != 0 && expires <= now ? null : Document(statement, partition, id);
        }
        finally
        {
            statement.Reset();
        }
    }
}
