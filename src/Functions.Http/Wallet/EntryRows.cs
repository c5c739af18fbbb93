using System.Globalization;
using System.Runtime.CompilerServices;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Storage;
using CryptoVault.Wallets.Balances;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>Ledger entries as CSV.</summary>
internal static class EntryRows
{
    /// <summary>The longest time of one file, and what is taken without a beginning.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly string[] Columns = ["time", "kind", "asset", "account", "amount", "balance", "reference_type", "reference_id", "id"];

    /// <summary>The filter over at most <see cref="Longest"/>, which ends now unless it says when.</summary>
    public static EntryFilter BoundedBy(DateTimeOffset now, EntryFilter filter)
    {
        var end = filter.Time.To ?? now.AddTicks(1);
        var earliest = end - Longest;
        return filter with { Time = new TimeRange(filter.Time.From > earliest ? filter.Time.From : earliest, end) };
    }

    public static CsvAnswer Answer(Func<CancellationToken, IAsyncEnumerable<LedgerEntry>> entries) =>
        new("entries.csv", Columns, cancellation => RowsOf(entries(cancellation), cancellation));

    private static async IAsyncEnumerable<string[]> RowsOf(IAsyncEnumerable<LedgerEntry> entries, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in entries.WithCancellation(cancellation))
        {
            yield return
            [
                entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), entry.Kind, entry.Amount.Asset.Code,
                entry.Account.ToString().ToLowerInvariant(), entry.Amount.ToString(), entry.Balance.ToString(), entry.Reference.Type, entry.Reference.Id, entry.Id,
            ];
        }
    }
}
