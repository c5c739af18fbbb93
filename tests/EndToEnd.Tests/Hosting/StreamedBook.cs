using System.Globalization;
using System.Text.Json;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>A client's book: a snapshot, and the stream's changes joined to it by the rule of docs/market-data.md.</summary>
internal sealed class StreamedBook
{
    private readonly List<JsonElement> early = [];
    private readonly Dictionary<(string Side, decimal Price), string> levels = [];

    public long Sequence { get; private set; }

    public static long SequenceOf(JsonElement snapshot) => Number(snapshot, "sequence");

    public bool TryJoin(JsonElement snapshot)
    {
        var sequence = SequenceOf(snapshot);
        var kept = early.Where(change => Number(change, "lastSequence") > sequence).ToList();
        if (kept.Count > 0 && Number(kept[0], "firstSequence") > sequence + 1)
        {
            return false;
        }

        Apply(snapshot, sequence);
        kept.ForEach(Change);
        return true;
    }

    /// <summary>Takes an event of any channel, and notes that there was one.</summary>
    public void Take(StreamEvent happened, HashSet<string> names)
    {
        names.Add(happened.Name);
        if (happened.Name != "depth")
        {
            return;
        }

        Assert.Equal($"{happened.Data.GetProperty("symbol").GetString()}:{happened.Data.GetProperty("lastSequence").GetString()}", happened.Id);
        if (Sequence == 0)
        {
            early.Add(happened.Data);
        }
        else
        {
            Change(happened.Data);
        }
    }

    public string Show() => Show(levels.Select(level => (level.Key.Side, level.Key.Price, level.Value)));

    public static string Show(JsonElement snapshot) => Show(LevelsOf(snapshot));

    private static string Show(IEnumerable<(string Side, decimal Price, string Quantity)> levels) => string.Join(
        '\n', levels.OrderBy(level => level.Side, StringComparer.Ordinal).ThenBy(level => level.Price).Select(level => $"{level.Side} {level.Price.ToString("F8", CultureInfo.InvariantCulture)} {level.Quantity}"));

    private void Change(JsonElement change)
    {
        if (Number(change, "lastSequence") > Sequence)
        {
            Assert.True(Number(change, "firstSequence") <= Sequence + 1, $"a gap after {Sequence}: {change}");
            Apply(change, Number(change, "lastSequence"));
        }
    }

    private void Apply(JsonElement change, long sequence)
    {
        foreach (var (side, price, quantity) in LevelsOf(change))
        {
            levels[(side, price)] = quantity;
            if (decimal.Parse(quantity, CultureInfo.InvariantCulture) == 0)
            {
                levels.Remove((side, price));
            }
        }

        Sequence = sequence;
    }

    private static IEnumerable<(string Side, decimal Price, string Quantity)> LevelsOf(JsonElement json) =>
        new[] { "bids", "asks" }.SelectMany(side => json.GetProperty(side).EnumerateArray().Select(
            level => (side, decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture), level[1].GetString()!)));

    private static long Number(JsonElement json, string name) => long.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
