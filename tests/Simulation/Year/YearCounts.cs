using System.Globalization;
using System.Text;

namespace CryptoVault.Simulation.Year;

/// <summary>How often what happened, by kind and name: the histogram that a run prints.</summary>
internal sealed class YearCounts
{
    private readonly SortedDictionary<string, SortedDictionary<string, long>> counts = new(StringComparer.Ordinal);

    public long this[string kind, string name] => counts.TryGetValue(kind, out var names) ? names.GetValueOrDefault(name) : 0;

    public void Add(string kind, string name, long count = 1)
    {
        if (!counts.TryGetValue(kind, out var names))
        {
            counts[kind] = names = new SortedDictionary<string, long>(StringComparer.Ordinal);
        }

        names[name] = names.GetValueOrDefault(name) + count;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (kind, names) in counts)
        {
            var most = names.Values.Max();
            foreach (var (name, count) in names)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{kind,-12} {name,-24} {count,9} {new string('#', (int)(count * 40 / most))}");
            }
        }

        return text.ToString();
    }
}
