namespace CryptoVault.Storage;

/// <summary>What a query may ask, checked by every adapter alike before it asks its engine.</summary>
internal static class QueryRules
{
    private static readonly IndexDefinition IdIndex = new(IndexDefinition.ById, IndexDefinition.ById);

    /// <summary>The declared index of a query.</summary>
    /// <exception cref="ArgumentException">The query is not one that the index serves.</exception>
    public static IndexDefinition IndexOf(ContainerDefinition container, DocumentQuery query)
    {
        var index = query.Index == IndexDefinition.ById
            ? IdIndex
            : container.Indexes.FirstOrDefault(index => index.Name == query.Index)
                ?? throw Refusal(query, "is not declared");
        if (query.Partition is null && !index.CrossPartition)
        {
            throw Refusal(query, "needs a partition");
        }

        if (query.Partition is not null && !index.WithinPartition)
        {
            throw Refusal(query, "is over all partitions only");
        }

        if (query.Equal.Count > index.Fields.Count)
        {
            throw Refusal(query, $"has {index.Fields.Count} fields, not {query.Equal.Count}");
        }

        var ranged = query.From is not null || query.To is not null;
        if (ranged && query.Equal.Count == index.Fields.Count)
        {
            throw Refusal(query, "has no field left for a range");
        }

        if (query.Limit is < 1 or > 1000)
        {
            throw new ArgumentException($"A page has 1 to 1000 documents, not {query.Limit}.", nameof(query));
        }

        CheckTypes(query, index);
        return index;
    }

    /// <summary>How many values a position in the query's order has: those after the equal ones, then the id, and over all partitions the partition.</summary>
    public static int PositionValues(DocumentQuery query, IndexDefinition index) =>
        (index.Name == IndexDefinition.ById ? 0 : index.Fields.Count - query.Equal.Count) + 1 + (query.Partition is null ? 1 : 0);

    /// <exception cref="ArgumentException">The container declares no change feed, or the page has no possible size.</exception>
    public static void CheckChanges(ContainerDefinition container, int limit)
    {
        if (!container.HasChangeFeed)
        {
            throw new ArgumentException($"Container '{container.Name}' declares no change feed.", nameof(container));
        }

        if (limit is < 1 or > 1000)
        {
            throw new ArgumentException($"A page has 1 to 1000 documents, not {limit}.", nameof(limit));
        }
    }

    private static void CheckTypes(DocumentQuery query, IndexDefinition index)
    {
        foreach (var value in query.Equal)
        {
            CheckType(value);
        }

        CheckType(query.From);
        CheckType(query.To);
        if (query.From is not null && query.To is not null && query.From.GetType() != query.To.GetType())
        {
            throw Refusal(query, "cannot be ranged from one type to another");
        }

        void CheckType(object? value)
        {
            if (value is not (null or string or long) || (value is long && index.Name == IndexDefinition.ById))
            {
                throw Refusal(query, $"cannot be asked for a {value.GetType().Name}");
            }
        }
    }

    private static ArgumentException Refusal(DocumentQuery query, string why) =>
        new($"Index '{query.Index}' of container '{query.Container}' {why}.", nameof(query));
}
