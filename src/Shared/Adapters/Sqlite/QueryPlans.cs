using System.Collections.Concurrent;
using System.Text;
using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>What kind of bound a query sets on the field after its equalities.</summary>
internal enum BoundKind : byte
{
    None,
    /// <summary>Given by the query.</summary>
    Given,
    /// <summary>Not given, but the other bound's type rules out values of the other type.</summary>
    OfType,
    /// <summary>The position after which the last page ended; replaces a bound on that side.</summary>
    Position,
}

/// <summary>Everything that decides a query's SQL, and nothing else.</summary>
internal readonly record struct QueryShape(string Index, bool InPartition, int Equal, BoundKind Lower, BoundKind Upper, bool Descending);

/// <summary>A query's SQL and the columns that a position in it consists of.</summary>
/// <param name="Sql">Parameters in order: partition, equal values, lower bound(s), upper bound(s), now, limit.</param>
/// <param name="Index">The index.</param>
/// <param name="Equal">How many leading fields are fixed.</param>
/// <param name="PositionFields">How many values beyond the id (and the partition) make up a position.</param>
/// <param name="AllPartitions">True when the partition is part of a position.</param>
internal sealed record QueryPlan(string Sql, IndexDefinition Index, int Equal, int PositionFields, bool AllPartitions)
{
    /// <summary>Result columns: body, lsn, expires, sum, pk, id, then the fields of the position.</summary>
    public const int FirstPositionColumn = 6;
}

/// <summary>Builds and keeps the SQL of the queries that a container's declared indexes serve.</summary>
internal sealed class QueryPlans(ContainerTable table)
{
    private readonly ConcurrentDictionary<QueryShape, QueryPlan> plans = new();

    /// <summary>The declared index of a query.</summary>
    /// <exception cref="ArgumentException">The query is not one that the index serves.</exception>
    public IndexDefinition IndexOf(DocumentQuery query) => QueryRules.IndexOf(table.Definition, query);

    public QueryPlan PlanOf(QueryShape shape, IndexDefinition index) =>
        plans.TryGetValue(shape, out var plan) ? plan : plans.GetOrAdd(shape, Build(shape, index));

    private QueryPlan Build(QueryShape shape, IndexDefinition index)
    {
        var byId = index.Name == IndexDefinition.ById;
        string[] fields = byId ? [] : [.. index.Fields.Select(ContainerTable.Column)];
        string[] keys = byId ? ["id"] : fields;
        string[] open = [.. keys.Skip(shape.Equal)];
        string[] tail = byId ? open : [.. open, "id"];
        tail = shape.InPartition ? tail : [.. tail, "pk"];
        if (tail.Length == 0)
        {
            tail = ["id"]; // one document by its id
        }

        var sql = new StringBuilder("SELECT body, lsn, expires, sum, pk, id");
        var positionFields = byId ? [] : open;
        sql.Append(string.Concat(positionFields.Select(field => ", " + field)));
        sql.Append(" FROM ").Append(table.Name);
        if (!byId)
        {
            sql.Append(" INDEXED BY ").Append(table.IndexName(SqlIndexName(index, shape.InPartition)));
        }

        var terms = new List<string>();
        terms.AddRange(shape.InPartition ? ["pk=?"] : []);
        terms.AddRange(keys.Take(shape.Equal).Select(key => key + "=?"));
        terms.AddRange(Bound(shape.Lower, tail, ">=", ">"));
        terms.AddRange(Bound(shape.Upper, tail, "<", "<"));
        terms.Add("(expires IS NULL OR expires>?)");
        terms.AddRange(fields.Select(field => field + " IS NOT NULL"));
        var order = string.Join(',', tail.Select(column => shape.Descending ? column + " DESC" : column));
        sql.Append(" WHERE ").AppendJoin(" AND ", terms).Append(" ORDER BY ").Append(order).Append(" LIMIT ?");
        return new QueryPlan(sql.ToString(), index, shape.Equal, positionFields.Length, !shape.InPartition);
    }

    private static IEnumerable<string> Bound(BoundKind kind, string[] tail, string first, string position) => kind switch
    {
        BoundKind.None => [],
        BoundKind.Position when tail.Length == 1 => [$"{tail[0]}{position}?"],
        BoundKind.Position => [$"({string.Join(',', tail)}){position}({string.Join(',', tail.Select(_ => "?"))})"],
        _ => [$"{tail[0]}{first}?"],
    };

    /// <summary>An index that serves both kinds of query is two in SQL.</summary>
    public static string SqlIndexName(IndexDefinition index, bool inPartition) => inPartition ? index.Name : index.Name + "$all";
}
