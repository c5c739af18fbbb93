using System.Globalization;

namespace CryptoVault.Unicode;

/// <summary>The Unicode data that normalisation needs, from the embedded <c>nfkc.txt</c>.</summary>
internal sealed class NfkcData
{
    private readonly Dictionary<int, byte> classes = [];

    public Dictionary<int, int[]> Decompositions { get; } = [];

    public Dictionary<(int First, int Second), int> Compositions { get; } = [];

    public static NfkcData Load()
    {
        using var stream = typeof(NfkcData).Assembly.GetManifestResourceStream("nfkc.txt")
            ?? throw new InvalidOperationException("The normalisation data is not in the assembly.");
        using var reader = new StreamReader(stream);
        var data = new NfkcData();
        while (reader.ReadLine() is { } line)
        {
            data.Add(line);
        }

        return data;
    }

    public int ClassOf(int code) => classes.GetValueOrDefault(code);

    private void Add(string line)
    {
        var parts = line.Split(' ');
        switch (parts[0])
        {
            case "K":
                classes.Add(Code(parts[1]), byte.Parse(parts[2], CultureInfo.InvariantCulture));
                break;
            case "D":
                Decompositions.Add(Code(parts[1]), [.. parts.Skip(2).Select(Code)]);
                break;
            case "C":
                Compositions.Add((Code(parts[1]), Code(parts[2])), Code(parts[3]));
                break;
        }
    }

    private static int Code(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
