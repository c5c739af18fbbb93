using System.Collections.Frozen;
using CryptoVault.Compliance.Lists;

namespace CryptoVault.Compliance.NameScreening;

/// <summary>
/// Lists of names, in memory. A name matches an entry when all words of the one are among those of the other, whatever their order:
/// middle names may lack on either side. A single word matches only a name that is that word alone.
/// </summary>
public sealed class NameLists : ILoadedLists
{
    /// <summary>So many words are enough to match a name that has more.</summary>
    private const int EnoughWords = 2;

    private readonly FrozenDictionary<string, Entry[]> byWord;

    private NameLists(FrozenDictionary<string, Entry[]> byWord, string version, int count) => (this.byWord, Version, Count) = (byWord, version, count);

    /// <inheritdoc />
    public string Version { get; }

    /// <inheritdoc />
    public bool IsLoaded => Count > 0;

    /// <inheritdoc />
    public int Count { get; }

    /// <summary>Makes lists of texts.</summary>
    public static NameLists Of(IReadOnlyList<ListText> lists)
    {
        Entry[] entries =
        [
            .. lists.Select(list => (List: list, list.Version))
                .SelectMany(one => one.List.Entries.Select(name => new Entry(one.List.Name, one.Version, name, NameWords.Of(name))))
                .Where(entry => entry.Words.Count > 0),
        ];
        var byWord = entries
            .SelectMany(entry => entry.Words.Select(word => (Word: word, Entry: entry)))
            .GroupBy(pair => pair.Word, pair => pair.Entry, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        return new NameLists(byWord, ListText.VersionOf(lists), entries.Length);
    }

    /// <summary>The entries that match a name.</summary>
    public IReadOnlyList<NameHit> Find(string name)
    {
        var words = NameWords.Of(name);
        return
        [
            .. Candidates(words)
                .Where(entry => words.SetEquals(entry.Words) || (words.Count >= EnoughWords && words.IsSubsetOf(entry.Words)) || IsWithin(entry, words))
                .Select(entry => entry.HitOf($"The name {name}", words)),
        ];
    }

    /// <summary>The entries whose words all stand in a text.</summary>
    public IReadOnlyList<NameHit> FindIn(string text)
    {
        var words = NameWords.Of(text);
        return [.. Candidates(words).Where(entry => IsWithin(entry, words)).Select(entry => entry.HitOf($"The text \"{text}\"", words))];
    }

    private IEnumerable<Entry> Candidates(IReadOnlySet<string> words) => words.SelectMany(word => byWord.GetValueOrDefault(word, [])).Distinct();

    private static bool IsWithin(Entry entry, IReadOnlySet<string> words) => entry.Words.Count >= EnoughWords && entry.Words.IsSubsetOf(words);

    /// <summary>A name of a list; equal only to itself.</summary>
    private sealed class Entry(string list, string version, string name, IReadOnlySet<string> words)
    {
        public IReadOnlySet<string> Words => words;

        public NameHit HitOf(string what, IReadOnlySet<string> among) => new(
            list, version,
            $"{what} matches the entry {name} of {list} by {Text(words.Where(among.Contains))}"
            + (words.All(among.Contains) ? "." : $"; of the entry lack {Text(words.Where(word => !among.Contains(word)))}."));

        private static string Text(IEnumerable<string> some) => string.Join(", ", some.Order(StringComparer.Ordinal));
    }
}
