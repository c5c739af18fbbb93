using System.Collections.Frozen;
using CryptoVault.Compliance.Lists;

namespace CryptoVault.Compliance.AddressScreening;

/// <summary>
/// Lists of addresses, in memory, found by the form that an address is compared in: the same key controls an address on all
/// chains that write it alike, so it is looked for in all lists, whatever asset they are of.
/// </summary>
public sealed class AddressLists : ILoadedLists
{
    /// <summary>The name of the house's own block list.</summary>
    public const string OwnBlockList = "own-block-list";

    private readonly FrozenDictionary<string, AddressHit[]> byKey;

    private AddressLists(FrozenDictionary<string, AddressHit[]> byKey, string version, bool isLoaded) =>
        (this.byKey, Version, IsLoaded) = (byKey, version, isLoaded);

    /// <inheritdoc />
    public string Version { get; }

    /// <inheritdoc />
    public bool IsLoaded { get; }

    /// <inheritdoc />
    public int Count => byKey.Count;

    /// <summary>Makes lists of texts.</summary>
    /// <param name="lists">Sanctioned addresses.</param>
    /// <param name="blocked">The own block list: <c>{network}:{address}</c>.</param>
    public static AddressLists Of(IReadOnlyList<ListText> lists, IReadOnlyList<string> blocked)
    {
        var own = new ListText(OwnBlockList, blocked);
        var hits = new Dictionary<string, List<AddressHit>>(StringComparer.Ordinal);
        foreach (var list in lists)
        {
            var version = list.Version;
            foreach (var entry in list.Entries)
            {
                Add(hits, KeyOf(entry), new AddressHit(list.Name, version, $"The address is the entry {entry} of {list.Name}."));
            }
        }

        foreach (var line in blocked)
        {
            Add(hits, KeyOf(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]), new AddressHit(OwnBlockList, own.Version, $"The address stands on our own block list as {line}."));
        }

        return new AddressLists(
            hits.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal), ListText.VersionOf([.. lists, own]), lists.Any(list => list.Lines.Count > 0));
    }

    /// <summary>The lists that have the address.</summary>
    public IReadOnlyList<AddressHit> Find(string address) => byKey.TryGetValue(KeyOf(address), out var found) ? found : [];

    /// <summary>
    /// The form that addresses are compared in: of hexadecimal and bech32 addresses the case means nothing; others are compared
    /// as they are. Lists have mistyped checksums, so a checksum is not asked for.
    /// </summary>
    private static string KeyOf(string address) =>
        address.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || address.StartsWith("bc1", StringComparison.OrdinalIgnoreCase)
            ? address.ToLowerInvariant()
            : address;

    private static void Add(Dictionary<string, List<AddressHit>> hits, string key, AddressHit hit)
    {
        if (!hits.TryGetValue(key, out var known))
        {
            hits[key] = known = [];
        }

        known.Add(hit);
    }
}
