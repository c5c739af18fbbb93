namespace CryptoVault.Blobs;

/// <summary>
/// Where a blob is. Only what every adapter can hold alike: a container of 3 to 63 lower-case letters, digits and hyphens;
/// a name of segments, each of lower-case letters, digits and <c>. _ - =</c>, beginning with a letter or digit.
/// </summary>
public readonly record struct BlobKey
{
    /// <summary>Most characters of a name.</summary>
    public const int MaxNameLength = 512;

    /// <summary>Most characters of a segment of a name.</summary>
    public const int MaxSegmentLength = 128;

    /// <summary>Creates the key.</summary>
    /// <exception cref="ArgumentException">Container or name is not of that form.</exception>
    public BlobKey(string container, string name)
    {
        CheckContainer(container);
        CheckName(name);
        Container = container;
        Name = name;
    }

    /// <summary>The container.</summary>
    public string Container { get; }

    /// <summary>The name in the container, segments separated by slashes.</summary>
    public string Name { get; }

    /// <inheritdoc />
    public override string ToString() => $"{Container}/{Name}";

    /// <summary>Throws when a container's name is not one that every adapter can hold.</summary>
    public static void CheckContainer(string container)
    {
        ArgumentNullException.ThrowIfNull(container);
        var valid = container.Length is >= 3 and <= 63 && container.All(character => IsLetterOrDigit(character) || character == '-')
            && container[0] != '-' && container[^1] != '-' && !container.Contains("--", StringComparison.Ordinal);
        if (!valid)
        {
            throw new ArgumentException($"'{container}' is no container: 3 to 63 lower-case letters, digits and single hyphens.", nameof(container));
        }
    }

    /// <summary>Throws when a prefix could not begin any name.</summary>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0)
        {
            CheckName(prefix.EndsWith('/') ? prefix[..^1] : prefix);
        }
    }

    private static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxNameLength || !name.Split('/').All(IsSegment))
        {
            throw new ArgumentException($"'{name}' is no blob name: segments of lower-case letters, digits and . _ - =, separated by slashes.", nameof(name));
        }
    }

    private static bool IsSegment(string segment) =>
        segment.Length is > 0 and <= MaxSegmentLength && IsLetterOrDigit(segment[0]) && segment[^1] != '.'
        && segment.All(character => IsLetterOrDigit(character) || character is '.' or '_' or '-' or '=');

    private static bool IsLetterOrDigit(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character);
}
