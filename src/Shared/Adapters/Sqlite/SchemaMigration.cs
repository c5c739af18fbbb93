using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>Brings files of older layouts to the present one, within the transaction that prepares the file.</summary>
internal static class SchemaMigration
{
    /// <summary>
    /// In version 1 the row id was the sequence number of the last write, so that each replacement moved the document and
    /// rewrote all of its index entries. Since version 2 it is the number of the creation, and <c>lsn</c> a column. The
    /// tables' indexes go with the old tables; the caller creates them anew.
    /// </summary>
    public static void FromFirst(Connection connection, ILogger logger)
    {
        foreach (var table in Tables(connection))
        {
            var name = $"\"{table}\"";
            var fields = SqliteSchema.Columns(connection, name)!;
            var columns = string.Join(',', (string[])["lsn", "pk", "id", "expires", "sum", "body", .. fields.Select(ContainerTable.Column)]);
            connection.Execute($"ALTER TABLE {name} RENAME TO \"before_{table}\"");
            connection.Execute(SqliteSchema.CreateTable(name, fields));
            connection.Execute($"INSERT INTO {name}(row,{columns}) SELECT lsn,{columns} FROM \"before_{table}\" ORDER BY lsn");
            connection.Execute($"DROP TABLE \"before_{table}\"");
            logger.LogInformation("Table {Table} was brought to layout {Version}.", table, SqliteSchema.Version);
        }
    }

    private static List<string> Tables(Connection connection)
    {
        using var statement = connection.PrepareOnce("SELECT name FROM sqlite_schema WHERE type='table' AND name GLOB 'c_*'");
        var tables = new List<string>();
        while (statement.Step())
        {
            tables.Add(statement.GetString(0));
        }

        return tables;
    }
}
