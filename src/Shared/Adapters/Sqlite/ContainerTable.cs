using System.Text;
using System.Text.Json;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>
/// A container as a table: names, columns and the texts of its statements. The row id is the sequence number of the
/// document's creation: so creations append and share pages, and a document that is replaced stays where it is, which
/// touches no index as long as its indexed fields stay the same. <c>lsn</c> is the sequence number of the last write.
/// </summary>
internal sealed class ContainerTable
{
    /// <summary>Parameter of the first indexed field in the statements that write.</summary>
    public const int FirstFieldParameter = 7;

    private readonly byte[][] fieldNames;

    /// <param name="definition">The container.</param>
    /// <param name="number">Its place in the store's list, for counters.</param>
    /// <param name="fields">All indexed fields: the declared ones and those that the file already has.</param>
    public ContainerTable(ContainerDefinition definition, int number, IReadOnlyList<string> fields)
    {
        Definition = definition;
        Number = number;
        Fields = fields;
        fieldNames = [.. fields.Select(Encoding.UTF8.GetBytes)];
        Name = TableName(definition.Name);
        WriteSql();
        Plans = new QueryPlans(this);
    }

    public ContainerDefinition Definition { get; }

    public int Number { get; }

    public IReadOnlyList<string> Fields { get; }

    /// <summary>The table's quoted name.</summary>
    public string Name { get; }

    public QueryPlans Plans { get; }

    public string ReadSql { get; private set; } = "";

    public string CreateSql { get; private set; } = "";

    public string ReviveSql { get; private set; } = "";

    /// <summary>Replaces a document whose indexed fields and expiry stay the same: most replacements are such.</summary>
    public string ReplaceInPlaceSql { get; private set; } = "";

    /// <summary>Replaces any document.</summary>
    public string ReplaceSql { get; private set; } = "";

    public string UpsertSql { get; private set; } = "";

    public string DeleteSql { get; private set; } = "";

    public string DeleteGuardedSql { get; private set; } = "";

    public string VersionSql { get; private set; } = "";

    public string SweepSql { get; private set; } = "";

    public string ChangesSql { get; private set; } = "";

    /// <summary>Parameter after the last field: the guarding sequence number, or the present time.</summary>
    public int GuardParameter => FirstFieldParameter + Fields.Count;

    public static string TableName(string container) => $"\"c_{container}\"";

    public static string Column(string field) => $"\"f_{field}\"";

    public string IndexName(string index) => $"\"x_{Definition.Name}_{index}\"";

    /// <summary>The field whose name the reader stands on, or -1.</summary>
    public int FieldOf(ref Utf8JsonReader reader)
    {
        var names = fieldNames;
        for (var i = 0; i < names.Length; i++)
        {
            if (reader.ValueTextEquals(names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private void WriteSql()
    {
        string[] fields = [.. Fields.Select(Column)];
        string[] columns = ["pk", "id", "lsn", "expires", "sum", "body", .. fields];
        var values = string.Join(',', columns.Select((_, i) => $"?{i + 1}"));
        var assignments = string.Join(',', columns.Skip(2).Select((column, i) => $"{column}=?{i + 3}"));
        var same = string.Concat(fields.Select((column, i) => $" AND {column} IS ?{i + FirstFieldParameter}"));
        var insert = $"INTO {Name}(row,{string.Join(',', columns)}) VALUES(?3,{values})";
        var guarded = $"WHERE pk=?1 AND id=?2 AND lsn=?{GuardParameter} AND (expires IS NULL OR expires>?{GuardParameter + 1})";
        ReadSql = $"SELECT body, lsn, expires, sum FROM {Name} WHERE pk=?1 AND id=?2";
        CreateSql = $"INSERT OR IGNORE {insert}";
        ReviveSql = $"UPDATE {Name} SET {assignments} WHERE pk=?1 AND id=?2 AND expires<=?{GuardParameter}";
        ReplaceInPlaceSql = $"UPDATE {Name} SET lsn=?3,sum=?5,body=?6 {guarded} AND expires IS ?4{same}";
        ReplaceSql = $"UPDATE {Name} SET {assignments} {guarded}";
        UpsertSql = $"INSERT {insert} ON CONFLICT(pk,id) DO UPDATE SET {assignments}";
        DeleteSql = $"DELETE FROM {Name} WHERE pk=?1 AND id=?2";
        DeleteGuardedSql = $"DELETE FROM {Name} WHERE pk=?1 AND id=?2 AND lsn=?3 AND (expires IS NULL OR expires>?4)";
        VersionSql = $"SELECT lsn, expires FROM {Name} WHERE pk=?1 AND id=?2";
        SweepSql = $"DELETE FROM {Name} WHERE row IN (SELECT row FROM {Name} INDEXED BY {IndexName("$expires")} WHERE expires IS NOT NULL AND expires<=?1 ORDER BY expires LIMIT ?2)";
        ChangesSql = $"SELECT body, lsn, expires, sum, pk, id FROM {Name} WHERE lsn>?1 AND (expires IS NULL OR expires>?2) ORDER BY lsn LIMIT ?3";
    }
}
