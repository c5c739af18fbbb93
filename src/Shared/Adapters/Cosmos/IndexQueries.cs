using System.Text;
using System.Text.Json;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>
/// Runs queries from declared indexes. A page goes on where the last one ended by the values of its last document, so
/// that documents written in between move nothing; the client library's own continuations live only within a page.
/// </summary>
internal sealed class IndexQueries(CosmosCalls calls)
{
    /// <summary>Most bytes of bodies in a page; the first document is always returned.</summary>
    private const int MaxPageBytes = 4 * 1024 * 1024;

    /// <exception cref="ArgumentException">The query is not one that the declared indexes serve.</exception>
    public Task<DocumentPage> RunAsync(StoreContainer container, DocumentQuery query, CancellationToken cancellation)
    {
        var index = QueryRules.IndexOf(container.Definition, query);
        var position = query.Continuation is null ? null : ContinuationToken.Read(query, QueryRules.PositionValues(query, index));
        return PageAsync(container, query, index, Definition(query, index, position), cancellation);
    }

    private async Task<DocumentPage> PageAsync(StoreContainer container, DocumentQuery query, IndexDefinition index, QueryDefinition definition, CancellationToken cancellation)
    {
        var options = new QueryRequestOptions
        {
            PartitionKey = query.Partition is { } partition ? new Microsoft.Azure.Cosmos.PartitionKey(partition) : null,
            MaxItemCount = query.Limit + 1,
            MaxConcurrency = -1,
            // Within one partition the query goes as it is, without asking the gateway for a plan first.
            EnableOptimisticDirectExecution = query.Partition is not null,
            // What no index serves must fail, not scan.
            EnableScanInQuery = false,
        };
        using var pages = container.Client.GetItemQueryStreamIterator(definition, null, options);
        var items = new List<StoredDocument>();
        long bytes = 0;
        while (pages.HasMoreResults)
        {
            foreach (var found in await calls.ReadAsync(container, "query", pages.ReadNextAsync, DocumentReads.Documents, cancellation).ConfigureAwait(false))
            {
                if (items.Count == query.Limit || bytes >= MaxPageBytes)
                {
                    return new DocumentPage(items, ContinuationToken.Write(query, Position(query, index, items[^1])));
                }

                items.Add(found.Document);
                bytes += found.Document.Body.Length;
            }
        }

        return new DocumentPage(items, null);
    }

    /// <summary>The parametrised query.</summary>
    internal static QueryDefinition Definition(DocumentQuery query, IndexDefinition index, List<object>? position)
    {
        var terms = new List<string>();
        var parameters = new List<(string Name, object Value)>();
        var byId = index.Name == IndexDefinition.ById;
        for (var i = 0; i < query.Equal.Count; i++)
        {
            terms.Add($"{Property(index.Fields[i])} = {Parameter(query.Equal[i])}");
        }

        if (query.From is not null)
        {
            terms.Add($"{Property(index.Fields[query.Equal.Count])} >= {Parameter(query.From)}");
        }

        if (query.To is not null)
        {
            terms.Add($"{Property(index.Fields[query.Equal.Count])} < {Parameter(query.To)}");
        }

        // A comparison holds only for values of its own type; where there is none, a document without the field is not in the index.
        var bounded = query.Equal.Count + (query.From is null && query.To is null ? 0 : 1);
        terms.AddRange(byId ? [] : index.Fields.Skip(bounded).Select(field => $"IS_DEFINED({Property(field)}) AND NOT IS_NULL({Property(field)})"));
        string[] order = byId ? ["id"] : [.. ContainerSetup.Composite(index)];
        if (position is not null)
        {
            terms.Add(After(byId ? order : order[query.Equal.Count..], position));
        }

        var sql = new StringBuilder("SELECT * FROM c");
        sql.Append(terms.Count > 0 ? " WHERE " : "").AppendJoin(" AND ", terms);
        sql.Append(" ORDER BY ").AppendJoin(", ", order.Select(field => $"{Property(field)} {(query.Descending ? "DESC" : "ASC")}"));
        var definition = new QueryDefinition(sql.ToString());
        return parameters.Aggregate(definition, (built, parameter) => built.WithParameter(parameter.Name, parameter.Value));

        string Parameter(object value)
        {
            parameters.Add(($"@p{parameters.Count}", value));
            return parameters[^1].Name;
        }

        // (a > x) OR (a = x AND b > y) OR ...: what comes after the position in the query's order.
        string After(string[] fields, List<object> values)
        {
            var names = values.Select(Parameter).ToArray();
            var cases = names.Select((name, last) => string.Join(" AND ", [
                .. names.Take(last).Select((before, i) => $"{Property(fields[i])} = {before}"),
                Beyond(Property(fields[last]), name, values[last]),
            ]));
            return $"({string.Join(" OR ", cases.Select(one => $"({one})"))})";
        }

        // All numbers come before all texts.
        string Beyond(string property, string parameter, object value) => (query.Descending, value) switch
        {
            (false, string) => $"{property} > {parameter}",
            (false, _) => $"({property} > {parameter} OR IS_STRING({property}))",
            (true, string) => $"({property} < {parameter} OR IS_NUMBER({property}))",
            (true, _) => $"{property} < {parameter}",
        };
    }

    private static string Property(string field) => $"c[\"{field}\"]";

    private static List<object> Position(DocumentQuery query, IndexDefinition index, StoredDocument last)
    {
        var position = new List<object>();
        if (index.Name != IndexDefinition.ById)
        {
            using var json = JsonDocument.Parse(last.Body);
            foreach (var field in index.Fields.Skip(query.Equal.Count))
            {
                var value = json.RootElement.GetProperty(field);
                position.Add(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetInt64());
            }
        }

        position.Add(last.Id);
        if (query.Partition is null)
        {
            position.Add(last.Partition);
        }

        return position;
    }
}
