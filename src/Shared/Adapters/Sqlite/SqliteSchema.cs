using System.Text.RegularExpressions;
using CryptoVault.Storage;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>Creates and migrates the tables of a file, in one transaction.</summary>
internal static partial class SqliteSchema
{
    /// <summary>The version of the layout that this code writes.</summary>
    public const int Version = 2;

    /// <summary>Brings the file to the declared containers. Fields and indexes that the file has beyond them stay and stay maintained.</summary>
    /// <exception cref="NewerStoreException">The file is of a newer version.</exception>
    public static IReadOnlyList<ContainerTable> Prepare(Connection connection, SqliteStoreOptions options, ILogger logger)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            connection.Execute("CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID");
            connection.Execute($"INSERT OR IGNORE INTO meta VALUES('version', {Version}), ('sequence', 0)");
            var found = (long)connection.Scalar("SELECT value FROM meta WHERE name='version'")!;
            if (found > Version)
            {
                throw new NewerStoreException(options.File, found, Version);
            }

            if (found < Version)
            {
                SchemaMigration.FromFirst(connection, logger);
                connection.Execute($"UPDATE meta SET value={Version} WHERE name='version'");
            }

            var tables = options.Containers.Select((definition, number) => PrepareContainer(connection, definition, number, logger)).ToArray();
            connection.Execute("COMMIT");
            return tables;
        }
        catch
        {
            connection.RollbackIfOpen();
            throw;
        }
    }

    private static ContainerTable PrepareContainer(Connection connection, ContainerDefinition definition, int number, ILogger logger)
    {
        CheckNames(definition);
        var name = ContainerTable.TableName(definition.Name);
        var declared = definition.Indexes.SelectMany(index => index.Fields).Distinct(StringComparer.Ordinal).ToArray();
        var present = Columns(connection, name);
        if (present is null)
        {
            connection.Execute(CreateTable(name, declared));
            present = [.. declared];
        }

        var missing = declared.Except(present, StringComparer.Ordinal).ToArray();
        var table = new ContainerTable(definition, number, [.. present, .. missing]);
        if (missing.Length > 0)
        {
            var documents = SchemaBackfill.AddFields(connection, table, missing);
            logger.LogInformation(
                "Container {Container} gained the indexed fields {Fields}; {Documents} documents were indexed.", definition.Name, missing, documents);
        }

        foreach (var (index, sql) in WantedIndexes(table))
        {
            EnsureIndex(connection, index, sql);
        }

        return table;
    }

    /// <summary>The statement that creates a container's table. The body comes last, where it may spill over.</summary>
    public static string CreateTable(string name, IEnumerable<string> fields) =>
        $"CREATE TABLE {name}(row INTEGER PRIMARY KEY, lsn INTEGER NOT NULL, pk TEXT NOT NULL, id TEXT NOT NULL, expires INTEGER, sum INTEGER NOT NULL, "
        + string.Concat(fields.Select(field => ContainerTable.Column(field) + ", ")) + "body BLOB NOT NULL)";

    /// <summary>The indexed fields that the table has, or null when there is no table.</summary>
    public static List<string>? Columns(Connection connection, string table)
    {
        using var statement = connection.PrepareOnce($"PRAGMA table_info({table})");
        var fields = new List<string>();
        var any = false;
        while (statement.Step())
        {
            any = true;
            var column = statement.GetString(1);
            if (column.StartsWith("f_", StringComparison.Ordinal))
            {
                fields.Add(column[2..]);
            }
        }

        return any ? fields : null;
    }

    private static IEnumerable<(string Name, string Sql)> WantedIndexes(ContainerTable table)
    {
        yield return (table.IndexName("$key"), $"CREATE UNIQUE INDEX {table.IndexName("$key")} ON {table.Name}(pk,id)");
        yield return Index("$expires", "expires", "expires IS NOT NULL");
        if (table.Definition.HasChangeFeed)
        {
            yield return (table.IndexName("$changes"), $"CREATE INDEX {table.IndexName("$changes")} ON {table.Name}(lsn)");
        }

        foreach (var index in table.Definition.Indexes)
        {
            var columns = string.Join(',', index.Fields.Select(ContainerTable.Column));
            var complete = string.Join(" AND ", index.Fields.Select(field => ContainerTable.Column(field) + " IS NOT NULL"));
            if (index.WithinPartition)
            {
                yield return Index(QueryPlans.SqlIndexName(index, inPartition: true), $"pk,{columns},id", complete);
            }

            if (index.CrossPartition)
            {
                yield return Index(QueryPlans.SqlIndexName(index, inPartition: false), $"{columns},id,pk", complete);
            }
        }

        (string, string) Index(string name, string columns, string where) =>
            (table.IndexName(name), $"CREATE INDEX {table.IndexName(name)} ON {table.Name}({columns}) WHERE {where}");
    }

    private static void EnsureIndex(Connection connection, string name, string sql)
    {
        var present = connection.Scalar($"SELECT sql FROM sqlite_schema WHERE type='index' AND name='{name.Trim('"')}'") as string;
        if (present == sql)
        {
            return;
        }

        connection.Execute($"DROP INDEX IF EXISTS {name}");
        connection.Execute(sql);
    }

    private static void CheckNames(ContainerDefinition definition)
    {
        if (!ContainerName().IsMatch(definition.Name))
        {
            throw new ArgumentException($"'{definition.Name}' is no container name: lower case letters, digits and hyphens.", nameof(definition));
        }

        foreach (var index in definition.Indexes)
        {
            if (!MemberName().IsMatch(index.Name) || index.Name == IndexDefinition.ById || index.Fields.Count == 0
                || !index.Fields.All(field => MemberName().IsMatch(field)) || !(index.WithinPartition || index.CrossPartition))
            {
                throw new ArgumentException($"Index '{index.Name}' of container '{definition.Name}' is not well formed.", nameof(definition));
            }
        }

        var fields = definition.Indexes.SelectMany(index => index.Fields).Distinct(StringComparer.Ordinal).ToArray();
        var names = definition.Indexes.Select(index => index.Name).ToArray();
        if (fields.Distinct(StringComparer.OrdinalIgnoreCase).Count() != fields.Length
            || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Length)
        {
            throw new ArgumentException($"Container '{definition.Name}' has names that differ in case only, or an index twice.", nameof(definition));
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex ContainerName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
    private static partial Regex MemberName();
}
