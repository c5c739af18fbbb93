using System.Net;
using System.Net.Sockets;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Places;

namespace CryptoVault.Adapters.Files;

/// <summary>
/// Places from ranges of addresses in a CSV file: <c>first,last,country,kind</c> per line, the kind empty,
/// <c>hosting</c> or <c>tor</c>; lines that begin with # are remarks. The shipped file is a small sample; a whole one
/// is named by <c>Accounts:PlacesFile</c>.
/// </summary>
public sealed class PlacesFile : IPlaces
{
    private const string Sample = "places-sample.csv";
    private const int Columns = 4;

    private readonly Range[] ranges;

    private PlacesFile(IEnumerable<Range> ranges) => this.ranges = [.. ranges.OrderBy(range => range.First)];

    /// <summary>Reads the configured file, or the shipped sample.</summary>
    /// <exception cref="InvalidDataException">A line cannot be read; the message names it.</exception>
    public static PlacesFile Open(AccountOptions options)
    {
        using var stream = options.PlacesFile.Length > 0
            ? File.OpenRead(options.PlacesFile)
            : typeof(PlacesFile).Assembly.GetManifestResourceStream(Sample) ?? throw new InvalidOperationException($"'{Sample}' is not in the assembly.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>Reads ranges.</summary>
    /// <exception cref="InvalidDataException">A line cannot be read; the message names it.</exception>
    public static PlacesFile Read(TextReader reader)
    {
        var ranges = new List<Range>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                ranges.Add(Parse(line) ?? throw new InvalidDataException($"Line {number} of the places is not 'first,last,country,kind': {line}"));
            }
        }

        return new PlacesFile(ranges);
    }

    /// <inheritdoc />
    public Place? Find(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        var number = NumberOf(address);
        var (low, high) = (0, ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (number < ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (number > ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return ranges[middle].Place;
            }
        }

        return null;
    }

    private static Range? Parse(string line)
    {
        var parts = line.Split(',', StringSplitOptions.TrimEntries);
        return parts.Length == Columns
            && IPAddress.TryParse(parts[0], out var first) && IPAddress.TryParse(parts[1], out var last)
            && NumberOf(first) <= NumberOf(last) && Countries.IsCode(parts[2]) && KindOf(parts[3]) is { } kind
            ? new Range(NumberOf(first), NumberOf(last), new Place(parts[2], kind))
            : null;
    }

    private static NetworkKind? KindOf(string text) => text switch
    {
        "" => NetworkKind.Ordinary,
        "hosting" => NetworkKind.Hosting,
        "tor" => NetworkKind.Tor,
        _ => null,
    };

    /// <summary>An address as a number; IPv4 where IPv6 maps it.</summary>
    private static UInt128 NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var wide = address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address;
        wide.TryWriteBytes(bytes, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private readonly record struct Range(UInt128 First, UInt128 Last, Place Place);
}
