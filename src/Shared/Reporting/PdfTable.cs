using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Reporting;

/// <summary>
/// A table as PDF 1.4 (ISO 32000-1): pages of A4, landscape, in Courier, which every reader has, so that no font is embedded. Only
/// printable ASCII is written; anything else becomes a question mark. The same table gives the same bytes: nothing is
/// compressed, and the file's id is a hash of its content.
/// </summary>
public sealed class PdfTable
{
    private const int PageWidth = 842;
    private const int PageHeight = 595;
    private const int Margin = 36;
    private const int FirstLine = PageHeight - Margin - 30;

    /// <summary>Sizes are in points. A character of Courier is as wide as six tenths of its size.</summary>
    private const int LargestSize = 8;

    private const int SmallestSize = 3;

    private readonly string title;
    private readonly DateTimeOffset created;
    private readonly IReadOnlyList<string[]> rows;
    private readonly HashSet<int> right;

    /// <summary>A table.</summary>
    /// <param name="title">The title, on each page.</param>
    /// <param name="created">The date that the file bears.</param>
    /// <param name="rows">The rows, the names of the columns first; each has as many cells.</param>
    /// <param name="right">The columns whose cells stand at the right.</param>
    public PdfTable(string title, DateTimeOffset created, IReadOnlyList<string[]> rows, params IEnumerable<int> right)
    {
        (this.title, this.created, this.rows) = (title, created, rows);
        this.right = [.. right];
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var characters = widths.Sum() + (2 * (widths.Length - 1));
        var size = Math.Clamp((PageWidth - (2 * Margin)) * 10 / (6 * Math.Max(characters, 1)), SmallestSize, LargestSize);
        var leading = size + 3;
        var perPage = (FirstLine - Margin) / leading;
        var pages = rows.Chunk(perPage).ToArray();
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Length} /Kids [{string.Join(' ', pages.Select((_, page) => $"{6 + (2 * page)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >>",
            $"<< /Title {Text(title)} /Producer (CryptoVault) /CreationDate (D:{created.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}Z) >>",
        };
        for (var page = 0; page < pages.Length; page++)
        {
            var content = Page(pages[page], widths, size, leading, $"{page + 1}/{pages.Length}");
            objects.Add(
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PageWidth} {PageHeight}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {7 + (2 * page)} 0 R >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        return Assemble(objects);
    }

    private string Page(string[][] lines, int[] widths, int size, int leading, string number)
    {
        var content = new StringBuilder();
        Write(content, "F2", 10, Margin * 10, PageHeight - Margin - 10, title);
        Write(content, "F2", 8, (PageWidth - Margin - 60) * 10, PageHeight - Margin - 10, number);
        for (var line = 0; line < lines.Length; line++)
        {
            var x = Margin * 10; // in tenths of a point
            for (var column = 0; column < widths.Length; column++)
            {
                var cell = lines[line][column];
                if (cell.Length > 0)
                {
                    var indent = right.Contains(column) ? (widths[column] - cell.Length) * 6 * size : 0;
                    Write(content, "F1", size, x + indent, FirstLine - (line * leading), cell);
                }

                x += (widths[column] + 2) * 6 * size;
            }
        }

        return content.ToString().TrimEnd('\n');
    }

    private static void Write(StringBuilder content, string font, int size, int tenths, int y, string text) => content.Append(
        CultureInfo.InvariantCulture, $"BT /{font} {size} Tf {tenths / 10}.{tenths % 10} {y} Td {Text(text)} Tj ET\n");

    /// <summary>A text as PDF writes it.</summary>
    private static string Text(string text)
    {
        var written = new StringBuilder("(");
        foreach (var character in text)
        {
            if (character is '(' or ')' or '\\')
            {
                written.Append('\\');
            }

            written.Append(character is >= ' ' and <= '~' ? character : '?');
        }

        return written.Append(')').ToString();
    }

    private static byte[] Assemble(List<string> objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new int[objects.Count];
        for (var i = 0; i < objects.Count; i++)
        {
            offsets[i] = file.Length;
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = file.Length;
        var id = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(file.ToString())).AsSpan(0, 16));
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            file.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R /Info 5 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }
}
