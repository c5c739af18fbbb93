using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Reporting;
using CryptoVault.Results;

namespace CryptoVault.Statements;

/// <summary>What one posting changed of an asset.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">The kind of movement (see <see cref="PostingKinds"/>).</param>
/// <param name="Reference">What it booked.</param>
/// <param name="Amount">How much; negative when it went out.</param>
/// <param name="Balance">What there was after it, available and held together.</param>
public sealed record StatementEntry(DateTimeOffset Time, string Kind, LedgerReference Reference, Amount Amount, Amount Balance);

/// <summary>An asset's part of a statement: <c>Opening</c> and all entries' amounts are <c>Closing</c>.</summary>
/// <param name="Opening">What there was at the beginning.</param>
/// <param name="Closing">What there was at the end.</param>
/// <param name="Entries">What changed, oldest first; what was only held or released is left out, because it changes nothing.</param>
public sealed record StatementAsset(Amount Opening, Amount Closing, IReadOnlyList<StatementEntry> Entries);

/// <summary>A customer's month.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Period">The month.</param>
/// <param name="End">Its end; of a month that is not over, when the statement was made.</param>
/// <param name="IsFinal">True when it is the same for ever.</param>
/// <param name="Assets">The assets that were there or moved.</param>
public sealed record Statement(string UserId, StatementPeriod Period, DateTimeOffset End, bool IsFinal, IReadOnlyList<StatementAsset> Assets)
{
    private const int AmountColumn = 5;
    private const int BalanceColumn = 6;

    private static readonly string[] Columns = ["line", "asset", "time", "kind", "reference", "amount", "balance"];

    /// <summary>
    /// The one table that both forms show: the names of the columns, a line about the statement, and per asset its opening
    /// balance, its entries and its closing balance.
    /// </summary>
    public IReadOnlyList<string[]> ToRows()
    {
        var rows = new List<string[]>
        {
            Columns,
            new[] { IsFinal ? "statement" : "provisional statement", "", Period.Name, Period.Zone.Id, UserId, "", "" },
        };
        foreach (var asset in Assets)
        {
            var code = asset.Opening.Asset.Code;
            rows.Add(["opening", code, Period.Show(Period.Start), "", "", "", asset.Opening.ToString()]);
            rows.AddRange(asset.Entries.Select(entry => new[]
            {
                "entry", code, Period.Show(entry.Time), entry.Kind, $"{entry.Reference.Type}:{entry.Reference.Id}", entry.Amount.ToString(), entry.Balance.ToString(),
            }));
            rows.Add(["closing", code, Period.Show(End), "", "", (asset.Closing - asset.Opening).ToString(), asset.Closing.ToString()]);
        }

        return rows;
    }

    /// <summary>As comma-separated values.</summary>
    public byte[] ToCsv()
    {
        using var lines = new CsvLines();
        foreach (var row in ToRows())
        {
            lines.Add(row);
        }

        return lines.Take();
    }

    /// <summary>As PDF, with the same text.</summary>
    public byte[] ToPdf() =>
        new PdfTable($"CryptoVault - account statement {Period.Name} ({Period.Zone.Id})", End, [.. ToRows().Select(row => row.Select(CsvLines.Guard).ToArray())], AmountColumn, BalanceColumn).ToBytes();
}

/// <summary>The month has not begun, or lies before 2000.</summary>
public sealed record StatementNotFound() : NotFoundError("STATEMENT_NOT_FOUND", "There is no statement of that month: it has not begun, or is no month.");

/// <summary>A month with so many entries has no statement.</summary>
public sealed record StatementTooLarge(int Most)
    : UnprocessableError("STATEMENT_TOO_LARGE", $"The month has more than {Most} entries. Take them as CSV from GET /wallet/entries.");
