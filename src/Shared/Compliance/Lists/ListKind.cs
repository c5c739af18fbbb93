namespace CryptoVault.Compliance.Lists;

/// <summary>A kind of lists: how their files are called, and where the shipped ones lie.</summary>
/// <param name="What">What they hold, for the log.</param>
/// <param name="Prefix">What the names of the lists begin with.</param>
/// <param name="FilePrefix">What the names of their files begin with.</param>
/// <param name="Resources">What the names of the shipped ones in the assembly begin with.</param>
public sealed record ListKind(string What, string Prefix, string FilePrefix, string Resources)
{
    private const string Suffix = ".txt";

    /// <summary>Lists of sanctioned addresses.</summary>
    public static ListKind Addresses { get; } = new("sanctioned addresses", "sanctions-", "sanctioned_addresses_", "address-lists/");

    /// <summary>Lists of sanctioned names.</summary>
    public static ListKind Names { get; } = new("sanctioned names", "sanctions-", "sanctioned_names_", "name-lists/");

    /// <summary>Lists of addresses that stand for risk, such as those of mixers and thefts. None is shipped, and none is needed.</summary>
    public static ListKind RiskyAddresses { get; } = new("risky addresses", "risk-", "risky_addresses_", "risky-address-lists/");

    /// <summary>The lists that the configuration asks for; none when those of its folder are not there.</summary>
    public IReadOnlyList<ListText> Read(ListOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var shipped = options.Shipped ? ReadShipped() : [];
        if (options.Folder.Length == 0)
        {
            return [.. shipped];
        }

        // What was asked for is not there: the shipped lists are no stand-in for it.
        var files = FilesIn(options.Folder);
        return files.Length == 0 ? [] : [.. shipped, .. files.Select(file => new ListText(NameOf(file.Name), File.ReadAllLines(file.FullName)))];
    }

    /// <summary>What tells that files changed: names, sizes and times.</summary>
    internal string StampOf(string folder) => string.Join('|', FilesIn(folder).Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));

    private FileInfo[] FilesIn(string folder) => Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).GetFiles($"{FilePrefix}*{Suffix}").OrderBy(file => file.Name, StringComparer.Ordinal)]
        : [];

    private IEnumerable<ListText> ReadShipped()
    {
        var assembly = typeof(ListKind).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return new ListText($"shipped-{NameOf(resource[Resources.Length..])}", reader.ReadToEnd().Split('\n'));
        }
    }

    private string NameOf(string file) => $"{Prefix}{file[FilePrefix.Length..^Suffix.Length].ToLowerInvariant()}";
}
