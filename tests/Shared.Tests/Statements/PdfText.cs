using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CryptoVault.Shared.Tests.Statements;

/// <summary>
/// Reads the text of a PDF as a reader finds it: by the cross-reference table, page by page, each piece of text at its place
/// and in its font.
/// </summary>
internal static partial class PdfText
{
    /// <summary>The lines of a font, from top to bottom, each as its pieces from left to right.</summary>
    public static List<string[]> LinesOf(byte[] pdf, string font)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var table = int.Parse(Start().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
        var offsets = Entry().Matches(text[table..]).Select(entry => int.Parse(entry.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        string ObjectAt(int number)
        {
            var found = text[offsets[number - 1]..];
            Assert.StartsWith($"{number} 0 obj\n", found, StringComparison.Ordinal);
            return found[..found.IndexOf("endobj", StringComparison.Ordinal)];
        }

        var root = int.Parse(Root().Match(text[table..]).Groups[1].Value, CultureInfo.InvariantCulture);
        var pages = int.Parse(Pages().Match(ObjectAt(root)).Groups[1].Value, CultureInfo.InvariantCulture);
        var lines = new List<string[]>();
        foreach (Match kid in Reference().Matches(Kids().Match(ObjectAt(pages)).Groups[1].Value))
        {
            var page = ObjectAt(int.Parse(kid.Groups[1].Value, CultureInfo.InvariantCulture));
            var content = ObjectAt(int.Parse(Contents().Match(page).Groups[1].Value, CultureInfo.InvariantCulture));
            var length = int.Parse(Length().Match(content).Groups[1].Value, CultureInfo.InvariantCulture);
            var stream = content.Substring(content.IndexOf("stream\n", StringComparison.Ordinal) + 7, length);
            lines.AddRange(Piece().Matches(stream)
                .Where(piece => piece.Groups[1].Value == font)
                .Select(piece => (
                    X: double.Parse(piece.Groups[2].Value, CultureInfo.InvariantCulture), Y: int.Parse(piece.Groups[3].Value, CultureInfo.InvariantCulture),
                    Text: Escape().Replace(piece.Groups[4].Value, "$1")))
                .GroupBy(piece => piece.Y).OrderByDescending(line => line.Key)
                .Select(line => line.OrderBy(piece => piece.X).Select(piece => piece.Text).ToArray()));
        }

        return lines;
    }

    [GeneratedRegex(@"startxref\n(\d+)\n%%EOF\n$")]
    private static partial Regex Start();

    [GeneratedRegex(@"(\d{10}) 00000 n \n")]
    private static partial Regex Entry();

    [GeneratedRegex(@"/Root (\d+) 0 R")]
    private static partial Regex Root();

    [GeneratedRegex(@"/Pages (\d+) 0 R")]
    private static partial Regex Pages();

    [GeneratedRegex(@"/Kids \[([^\]]*)\]")]
    private static partial Regex Kids();

    [GeneratedRegex(@"(\d+) 0 R")]
    private static partial Regex Reference();

    [GeneratedRegex(@"/Contents (\d+) 0 R")]
    private static partial Regex Contents();

    [GeneratedRegex(@"/Length (\d+)")]
    private static partial Regex Length();

    [GeneratedRegex(@"BT /(\w+) \d+ Tf ([\d.]+) (\d+) Td \(((?:[^()\\]|\\.)*)\) Tj ET")]
    private static partial Regex Piece();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
