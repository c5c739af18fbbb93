using System.Text.Json;
using CryptoVault.Storage;

namespace CryptoVault.Simulation.Store;

/// <summary>A declared index of a store in memory: its entries in order. (The simulated store and the tests' have it in common.)</summary>
internal sealed class MemoryIndex(IndexDefinition definition)
{
    private static readonly object Infinity = new();

    private readonly SortedSet<Entry> all = []; // of an index over all partitions
    private readonly Dictionary<string, SortedSet<Entry>> partitions = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Partition, string Id), Entry> byDocument = [];

    public string Name => definition.Name;

    public void Put(string partition, string id, JsonElement json)
    {
        Remove(partition, id);
        var values = new object[definition.Fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!json.TryGetProperty(definition.Fields[i], out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return;
            }

            values[i] = value.ValueKind == JsonValueKind.Number ? value.GetInt64() : value.GetString()!;
        }

        var entry = new Entry(values, id, partition);
        byDocument[(partition, id)] = entry;
        if (definition.CrossPartition)
        {
            all.Add(entry);
        }

        if (!partitions.TryGetValue(partition, out var entries))
        {
            partitions[partition] = entries = [];
        }

        entries.Add(entry);
    }

    public void Remove(string partition, string id)
    {
        if (byDocument.Remove((partition, id), out var entry))
        {
            all.Remove(entry);
            partitions[partition].Remove(entry);
        }
    }

    public IEnumerable<(string Partition, string Id)> Query(DocumentQuery query)
    {
        if (query.Partition is null && !definition.CrossPartition)
        {
            throw new ArgumentException($"Index {definition.Name} needs a partition.", nameof(query));
        }

        var lower = new Entry([.. query.Equal, .. query.From is { } from ? [from] : Array.Empty<object>()], "", "");
        var upper = new Entry([.. query.Equal, query.To ?? Infinity], "", "");
        var entries = query.Partition is { } partition ? partitions.GetValueOrDefault(partition) : all;
        var range = entries is null || lower.CompareTo(upper) > 0 ? [] : entries.GetViewBetween(lower, upper);
        return (query.Descending ? range.Reverse() : range).Select(entry => (entry.Partition, entry.Id));
    }

    private sealed record Entry(object[] Values, string Id, string Partition) : IComparable<Entry>
    {
        public int CompareTo(Entry? other)
        {
            for (var i = 0; i < Math.Max(Values.Length, other!.Values.Length); i++)
            {
                if (i >= Values.Length || i >= other.Values.Length)
                {
                    return Values.Length.CompareTo(other.Values.Length); // a prefix stands before all that it begins
                }

                var order = (Values[i], other.Values[i]) switch
                {
                    (long a, long b) => a.CompareTo(b),
                    (string a, string b) => string.CompareOrdinal(a, b),
                    (long, string) => -1,
                    (string, long) => 1,
                    var (a, b) => ReferenceEquals(a, b) ? 0 : ReferenceEquals(a, Infinity) ? 1 : -1,
                };
                if (order != 0)
                {
                    return order;
                }
            }

            var byId = string.CompareOrdinal(Id, other.Id);
            return byId != 0 ? byId : string.CompareOrdinal(Partition, other.Partition);
        }
    }
}
