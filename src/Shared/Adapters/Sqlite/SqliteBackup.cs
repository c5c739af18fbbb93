using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>What a database file holds.</summary>
/// <param name="Version">The version of its layout.</param>
/// <param name="Sequence">The number of the newest write in it.</param>
/// <param name="Documents">Its documents.</param>
public sealed record SqliteFileState(long Version, long Sequence, long Documents);

/// <summary>Copies of a store's file, made while others write to it.</summary>
public static class SqliteBackup
{
    /// <summary>
    /// Copies the store as it is at one instant, with everything committed before the call, to a new file, and checks the
    /// copy. Processes that have the store open go on reading and writing.
    /// </summary>
    /// <param name="database">The store's file.</param>
    /// <param name="target">The new file; there must be none of that name.</param>
    /// <exception cref="StoreException">Either file cannot be used, the disk is full, or the store is damaged; there is no target then.</exception>
    public static SqliteFileState Copy(string database, string target)
    {
        if (File.Exists(target))
        {
            throw new StoreException(CommitStatus.Unavailable, $"'{target}' exists already.");
        }

        if (!File.Exists(database))
        {
            throw new StoreException(CommitStatus.Unavailable, $"There is no '{database}'.");
        }

        try
        {
            using (var reader = Connection.OpenReader(Options(database)))
            {
                reader.Execute("PRAGMA query_only=OFF"); // it would forbid the new file as well; what is read stays as it is
                reader.Execute($"VACUUM INTO '{target.Replace("'", "''", StringComparison.Ordinal)}'");
            }

            Flush(target);
            return Check(target);
        }
        catch (Exception exception)
        {
            File.Delete(target);
            throw exception is SqliteFailure failure
                ? new StoreException(failure.Status, $"'{database}' cannot be copied to '{target}': {failure.Reason}", failure)
                : exception;
        }
    }

    /// <summary>Checks a file that no process has open: its structure, and each document against its checksum.</summary>
    /// <exception cref="StoreException">It cannot be read or is damaged.</exception>
    /// <exception cref="NewerStoreException">A newer version of the product wrote it.</exception>
    public static SqliteFileState Check(string database)
    {
        try
        {
            using var connection = Connection.OpenReader(Options(database));
            if (connection.Scalar("PRAGMA integrity_check(1)") is not "ok" and var found)
            {
                throw new StoreException(CommitStatus.Unavailable, $"'{database}' is damaged: {found}");
            }

            var version = (long)connection.Scalar("SELECT value FROM meta WHERE name='version'")!;
            return version <= SqliteSchema.Version
                ? new SqliteFileState(version, (long)connection.Scalar("SELECT value FROM meta WHERE name='sequence'")!, ReadAll(connection))
                : throw new NewerStoreException(database, version, SqliteSchema.Version);
        }
        catch (SqliteFailure failure)
        {
            throw new StoreException(failure.Status, $"'{database}' cannot be read: {failure.Reason}", failure);
        }
    }

    /// <summary>Reads every document, as its readers would, and counts them.</summary>
    private static long ReadAll(Connection connection)
    {
        var tables = new List<string>();
        using (var names = connection.PrepareOnce("SELECT name FROM sqlite_master WHERE type='table' AND name GLOB 'c_*'"))
        {
            while (names.Step())
            {
                tables.Add(names.GetString(0));
            }
        }

        long count = 0;
        foreach (var table in tables)
        {
            using var rows = connection.PrepareOnce($"SELECT body,lsn,expires,sum,pk,id FROM \"{table}\"");
            while (rows.Step())
            {
                _ = DocumentReads.Document(rows, rows.GetString(4), rows.GetString(5));
                count++;
            }
        }

        return count;
    }

    private static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private static SqliteStoreOptions Options(string file) => new() { File = file, Containers = [] };
}
