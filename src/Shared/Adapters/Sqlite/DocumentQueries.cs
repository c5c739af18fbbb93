using CryptoVault.Storage;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>A query with everything that could refuse it already checked.</summary>
internal readonly record struct PreparedQuery(ContainerTable Table, DocumentQuery Query, QueryPlan Plan, IReadOnlyList<object> Parameters)
{
    /// <summary>For the log of slow operations: what was asked, without the values, which may be personal.</summary>
    public override string ToString() => $"query of {Query.Container} by {Query.Index}, at most {Query.Limit}: {Plan.Sql}";
}

/// <summary>Runs queries from declared indexes.</summary>
internal static class DocumentQueries
{
    /// <summary>Checks a query and binds it to its SQL.</summary>
    /// <exception cref="ArgumentException">The query is not one that the declared indexes serve.</exception>
    public static PreparedQuery Prepare(ContainerTable table, DocumentQuery query, long now)
    {
        var index = table.Plans.IndexOf(query);
        var position = query.Continuation is null ? null : ContinuationToken.Read(query, QueryRules.PositionValues(query, index));
        var lower = Lower(query);
        var upper = Upper(query);
        if (position is not null)
        {
            (lower, upper) = query.Descending ? (lower, BoundKind.Position) : (BoundKind.Position, upper);
        }

        var shape = new QueryShape(index.Name, query.Partition is not null, query.Equal.Count, lower, upper, query.Descending);
        var parameters = new List<object>(8);
        parameters.AddRange(query.Partition is null ? [] : [query.Partition]);
        parameters.AddRange(query.Equal);
        AddBound(parameters, lower, query.From, position, query.To is string ? "" : long.MinValue);
        AddBound(parameters, upper, query.To, position, "");
        parameters.Add(now);
        parameters.Add((long)query.Limit + 1);
        return new PreparedQuery(table, query, table.Plans.PlanOf(shape, index), parameters);
    }

    public static DocumentPage Run(Connection connection, PreparedQuery prepared)
    {
        var (_, query, plan, parameters) = prepared;
        var statement = connection.Prepare(plan.Sql);
        try
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                statement.BindValue(i + 1, parameters[i]);
            }

            var items = new List<StoredDocument>();
            object[]? position = null;
            long bytes = 0;
            while (statement.Step())
            {
                if (position is not null)
                {
                    return new DocumentPage(items, ContinuationToken.Write(query, position));
                }

                var document = DocumentReads.Document(statement, query.Partition ?? statement.GetString(4), statement.GetString(5));
                items.Add(document);
                bytes += document.Body.Length;
                if (items.Count == query.Limit || bytes >= DocumentReads.MaxPageBytes)
                {
                    position = Position(statement, plan, document);
                }
            }

            return new DocumentPage(items, null);
        }
        finally
        {
            statement.Reset();
        }
    }

    private static BoundKind Lower(DocumentQuery query)
    {
        if (query.From is not null)
        {
            return BoundKind.Given;
        }

        // Over all partitions and without any other term, a bound below all values makes it a search, not a scan.
        var unbound = query.Partition is null && query.Equal.Count == 0 && query.To is null;
        return query.To is string || unbound ? BoundKind.OfType : BoundKind.None;
    }

    private static BoundKind Upper(DocumentQuery query) =>
        query.To is not null ? BoundKind.Given
        : query.From is long ? BoundKind.OfType
        : BoundKind.None;

    private static void AddBound(List<object> parameters, BoundKind kind, object? given, List<object>? position, object ofType)
    {
        switch (kind)
        {
            case BoundKind.Given:
                parameters.Add(given!);
                break;
            case BoundKind.OfType:
                parameters.Add(ofType);
                break;
            case BoundKind.Position:
                parameters.AddRange(position!);
                break;
        }
    }

    private static object[] Position(Statement statement, QueryPlan plan, StoredDocument last)
    {
        var position = new List<object>(plan.PositionFields + 2);
        for (var i = 0; i < plan.PositionFields; i++)
        {
            position.Add(statement.GetValue(QueryPlan.FirstPositionColumn + i));
        }

        position.Add(last.Id);
        position.AddRange(plan.AllPartitions ? [last.Partition] : []);
        return [.. position];
    }
}
