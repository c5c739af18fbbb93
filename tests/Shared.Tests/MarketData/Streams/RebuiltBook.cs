using System.Globalization;
using System.Text.Json;

namespace CryptoVault.Shared.Tests.MarketData.Streams;

/// <summary>A client's book, joined from a snapshot and the stream's changes by the documented rule and nothing else.</summary>
internal sealed class RebuiltBook
{
    private readonly List<JsonElement> early = [];
    private readonly SortedDictionary<decimal, string> bids = new(Comparer<decimal>.Create(static (one, other) => other.CompareTo(one)));
    private readonly SortedDictionary<decimal, string> asks = [];

    /// <summary>The sequence that the book is as of; 0 before it is joined.</summary>
    public long Sequence { get; private set; }

    /// <summary>Takes a snapshot. False when it is older than the first change that the client has: then another is needed.</summary>
    public bool TryJoin(JsonElement snapshot)
    {
        var sequence = Number(snapshot, "sequence");
        var kept = early.Where(change => Number(change, "lastSequence") > sequence).ToList();
        if (kept.Count > 0 && Number(kept[0], "firstSequence") > sequence + 1)
        {
            return false;
        }

        Sequence = sequence;
        Apply(snapshot);
        early.Clear();
        kept.ForEach(Take);
        return true;
    }

    /// <summary>Takes a change; before a snapshot it waits.</summary>
    public void Take(JsonElement change)
    {
        if (Sequence == 0)
        {
            early.Add(change.Clone());
            return;
        }

        if (Number(change, "lastSequence") <= Sequence)
        {
            return;
        }

        Assert.True(Number(change, "firstSequence") <= Sequence + 1, $"a gap: {change} after {Sequence}");
        Apply(change);
        Sequence = Number(change, "lastSequence");
    }

    /// <summary>As <c>depth</c> shows it.</summary>
    public string Show(int levels) =>
        $"{Sequence} {string.Join(' ', bids.Take(levels).Select(Level))} | {string.Join(' ', asks.Take(levels).Select(Level))}";

    public static string Show(JsonElement depth)
    {
        string Side(string name) => string.Join(' ', depth.GetProperty(name).EnumerateArray().Select(level => $"{level[0].GetString()}:{level[1].GetString()}"));
        return $"{Number(depth, "sequence")} {Side("bids")} | {Side("asks")}";
    }

    private static string Level(KeyValuePair<decimal, string> level) => string.Create(CultureInfo.InvariantCulture, $"{level.Key:F8}:{level.Value}");

    private static long Number(JsonElement json, string name) => long.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private void Apply(JsonElement levels)
    {
        Apply(bids, levels.GetProperty("bids"));
        Apply(asks, levels.GetProperty("asks"));
    }

    private static void Apply(SortedDictionary<decimal, string> side, JsonElement levels)
    {
        foreach (var level in levels.EnumerateArray())
        {
            var (price, quantity) = (decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture), level[1].GetString()!);
            if (decimal.Parse(quantity, CultureInfo.InvariantCulture) == 0)
            {
                side.Remove(price);
            }
            else
            {
                side[price] = quantity;
            }
        }
    }
}
