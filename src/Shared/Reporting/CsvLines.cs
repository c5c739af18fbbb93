using CsvHelper;

namespace CryptoVault.Reporting;

/// <summary>
/// Comma-separated values (RFC 4180) in UTF-8: quotes where they are needed, lines end with CR LF. A cell that a spreadsheet
/// would take for a formula (it begins with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, tab or a line break, and is no plain number)
/// gets an apostrophe in front.
/// </summary>
public sealed class CsvLines : IDisposable
{
    private readonly MemoryStream bytes = new();
    private readonly CsvWriter csv;

    /// <summary>An empty text.</summary>
    public CsvLines() => csv = CsvWriter.Create(bytes, new CsvWriterOptions { ValidateFieldCount = false }, leaveOpen: true);

    /// <summary>Adds a line.</summary>
    public void Add(params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(Guard(cell)); // the writer's own guard would take amounts below zero for formulas
        }

        csv.EndRecord();
    }

    /// <summary>The lines since the last call.</summary>
    public byte[] Take()
    {
        csv.Flush();
        var taken = bytes.ToArray();
        bytes.SetLength(0);
        return taken;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        csv.Dispose();
        bytes.Dispose();
    }

    /// <summary>A cell as it is written.</summary>
    public static string Guard(string cell) =>
        cell.Length > 0 && "=+-@\t\r\n".Contains(cell[0], StringComparison.Ordinal) && !IsNumber(cell) ? $"'{cell}" : cell;

    /// <summary>Plain decimal digits, with a minus or not: what amounts are.</summary>
    private static bool IsNumber(string cell)
    {
        var digits = cell.AsSpan(cell[0] == '-' ? 1 : 0);
        var point = digits.IndexOf('.');
        return point < 0 ? AreDigits(digits) : AreDigits(digits[..point]) && AreDigits(digits[(point + 1)..]);
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
