using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Compliance.AddressScreening;

/// <summary>Where the lists come from, configured under <c>Compliance:AddressLists</c>.</summary>
public sealed record AddressListOptions
{
    /// <summary>A folder with files <c>sanctioned_addresses_{asset}.txt</c>, one address a line; empty for none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>True to use the small list that is shipped with the product, of addresses that nobody can use.</summary>
    public bool Shipped { get; init; } = true;

    /// <summary>How often the folder is looked at for files that changed.</summary>
    public TimeSpan RefreshEvery { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>A list of addresses.</summary>
/// <param name="Name">Its name, such as <c>sanctions-xbt</c>.</param>
/// <param name="Lines">Its lines.</param>
public sealed record AddressListText(string Name, IReadOnlyList<string> Lines);

/// <summary>
/// Lists of addresses, in memory, found by the form that an address is compared in: the same key controls an address on all
/// chains that write it alike, so it is looked for in all lists, whatever asset they are of.
/// </summary>
public sealed class AddressLists
{
    /// <summary>The name of the house's own block list.</summary>
    public const string OwnBlockList = "own-block-list";

    /// <summary>The prefix of the names of files.</summary>
    public const string FilePrefix = "sanctioned_addresses_";

    private readonly FrozenDictionary<string, AddressHit[]> byKey;

    private AddressLists(FrozenDictionary<string, AddressHit[]> byKey, string version, bool isLoaded) =>
        (this.byKey, Version, IsLoaded) = (byKey, version, isLoaded);

    /// <summary>The version of all lists together: a hash of what they hold.</summary>
    public string Version { get; }

    /// <summary>False when there is no list of sanctioned addresses: nothing may then be taken for clear.</summary>
    public bool IsLoaded { get; }

    /// <summary>How many addresses they hold.</summary>
    public int Count => byKey.Count;

    /// <summary>Reads the lists that the configuration names.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="blocked">The own block list: <c>{network}:{address}</c>.</param>
    public static AddressLists Load(AddressListOptions options, IReadOnlyList<string> blocked)
    {
        ArgumentNullException.ThrowIfNull(options);
        var lists = new List<AddressListText>();
        if (options.Shipped)
        {
            lists.AddRange(ReadShipped());
        }

        if (options.Folder.Length > 0)
        {
            var files = Directory.Exists(options.Folder) ? Directory.GetFiles(options.Folder, FilePrefix + "*.txt") : [];
            if (files.Length == 0)
            {
                lists.Clear(); // what was asked for is not there: the shipped list is no stand-in for it
            }

            lists.AddRange(files.Order(StringComparer.Ordinal).Select(file => new AddressListText(NameOf(Path.GetFileName(file)), File.ReadAllLines(file))));
        }

        return Of(lists, blocked);
    }

    /// <summary>Makes lists of texts.</summary>
    /// <param name="lists">Sanctioned addresses.</param>
    /// <param name="blocked">The own block list: <c>{network}:{address}</c>.</param>
    public static AddressLists Of(IReadOnlyList<AddressListText> lists, IReadOnlyList<string> blocked)
    {
        var hits = new Dictionary<string, List<AddressHit>>(StringComparer.Ordinal);
        foreach (var list in lists)
        {
            var version = HashOf(list.Lines);
            foreach (var line in list.Lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
            {
                Add(hits, KeyOf(line), new AddressHit(list.Name, version, $"The address is the entry {line} of {list.Name}."));
            }
        }

        foreach (var line in blocked)
        {
            Add(hits, KeyOf(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]), new AddressHit(OwnBlockList, HashOf(blocked), $"The address stands on our own block list as {line}."));
        }

        var all = HashOf([.. lists.SelectMany(list => list.Lines.Prepend(list.Name)), .. blocked]);
        return new AddressLists(hits.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal), all, lists.Any(list => list.Lines.Count > 0));
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

    private static IEnumerable<AddressListText> ReadShipped()
    {
        var assembly = typeof(AddressLists).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("address-lists/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return new AddressListText("shipped-" + NameOf(resource["address-lists/".Length..]), reader.ReadToEnd().Split('\n'));
        }
    }

    private static string NameOf(string file) => "sanctions-" + file[FilePrefix.Length..^".txt".Length].ToLowerInvariant();

    private static string HashOf(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, 6));
}

/// <summary>Screens against lists in memory: those of the moment.</summary>
public sealed class ListScreening(Func<AddressLists> current, TimeProvider clock) : IAddressScreening
{
    /// <inheritdoc />
    public ValueTask<Results.Result<AddressScreeningResult>> ScreenAsync(string network, string address, CancellationToken cancellation = default)
    {
        var lists = current();
        if (!lists.IsLoaded)
        {
            return new(new Results.ServiceUnavailable("No list of sanctioned addresses is loaded.", TimeSpan.FromMinutes(1)));
        }

        var hits = lists.Find(address);
        return new(new AddressScreeningResult(
            hits.Count > 0 ? AddressScreeningOutcome.Hit : AddressScreeningOutcome.Clear, Storage.StoredTime.Format(clock.GetUtcNow()), lists.Version, lists.Count, hits));
    }
}
