using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Statements;

/// <summary>
/// Makes statements from postings, which are never changed: of a month that is over the same one each time. Opening balances
/// come from the first leg of each account in the month; of an account that did not move in it from its next leg, or from the
/// account itself.
/// </summary>
public sealed class ReadStatement(IDocumentStore store, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Most entries of a statement.</summary>
    public const int MostEntries = 100_000;

    private const int StorePage = 500;

    /// <summary>The months that have a statement, newest first: from the first posting's to the present one, in UTC.</summary>
    public async Task<IReadOnlyList<StatementPeriod>> ListAsync(string userId, CancellationToken cancellation = default)
    {
        var first = await store.QueryAsync(Postings(userId) with { Limit = 1 }, cancellation);
        if (first.Items.Count == 0)
        {
            return [];
        }

        var time = StoredTime.Parse(BookedPosting.Read(first.Items[0]).Time).UtcDateTime;
        var now = clock.GetUtcNow().UtcDateTime;
        var months = new List<StatementPeriod>();
        for (var month = new DateOnly(now.Year, now.Month, 1); month >= new DateOnly(time.Year, time.Month, 1); month = month.AddMonths(-1))
        {
            months.Add(new StatementPeriod(month, TimeZoneInfo.Utc));
        }

        return months;
    }

    /// <summary>The statement of a month.</summary>
    /// <returns>The statement, <see cref="StatementNotFound"/> or <see cref="StatementTooLarge"/>.</returns>
    public async Task<Result<Statement>> FindAsync(string userId, StatementPeriod period, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        if (period.Start > now)
        {
            return new StatementNotFound();
        }

        // The accounts are read first: an account without a leg after that is as it was then.
        var accounts = await AccountsAsync(userId, cancellation);
        var end = period.End <= now ? period.End : now.AddTicks(1);
        var builders = new SortedDictionary<string, AssetMonth>(StringComparer.Ordinal);
        foreach (var account in accounts)
        {
            builders[account.Asset] = new AssetMonth(assets.Get(account.Asset));
        }

        var entries = 0;
        await foreach (var document in store.ReadAllAsync(Postings(userId) with { From = StoredTime.Format(period.Start), To = StoredTime.Format(end) }, cancellation))
        {
            var posting = BookedPosting.Read(document);
            foreach (var asset in posting.Legs.Select(leg => leg.Asset).Distinct(StringComparer.Ordinal))
            {
                if (!builders.TryGetValue(asset, out var month))
                {
                    builders[asset] = month = new AssetMonth(assets.Get(asset));
                }

                entries += month.Add(posting) ? 1 : 0;
            }

            if (entries > MostEntries)
            {
                return new StatementTooLarge(MostEntries);
            }
        }

        await OpenTheRestAsync(userId, end, accounts, builders, cancellation);
        return new Statement(
            userId, period, end, period.IsClosed(now), [.. builders.Values.Select(month => month.ToStatement()).Where(asset => !asset.Opening.IsZero || asset.Entries.Count > 0)]);
    }

    /// <summary>What accounts that did not move in the month had: what their next leg found, else what they have.</summary>
    private async Task OpenTheRestAsync(
        string userId, DateTimeOffset end, IReadOnlyList<AccountsDocument> accounts, SortedDictionary<string, AssetMonth> months, CancellationToken cancellation)
    {
        var open = accounts.Where(account => months[account.Asset].IsOpen(account)).Select(account => account.Asset).ToHashSet(StringComparer.Ordinal);
        await using var later = store.ReadAllAsync(Postings(userId) with { From = StoredTime.Format(end) }, cancellation).GetAsyncEnumerator(cancellation);
        var time = "";
        while (open.Count > 0 && await later.MoveNextAsync())
        {
            var posting = BookedPosting.Read(later.Current);
            if (posting.Time != time)
            {
                time = posting.Time; // postings of one instant stand in no order
                open.RemoveWhere(asset => !months[asset].IsOpen(accounts.First(account => account.Asset == asset)));
            }

            foreach (var leg in posting.Legs.Where(leg => open.Contains(leg.Asset)))
            {
                months[leg.Asset].Follow(leg);
            }
        }

        foreach (var account in accounts)
        {
            months[account.Asset].Finish(account);
        }
    }

    private async Task<IReadOnlyList<AccountsDocument>> AccountsAsync(string userId, CancellationToken cancellation)
    {
        var found = await store.ReadManyAsync(LedgerPartitions.Users, userId, [.. assets.All.Select(asset => AccountsDocument.IdOf(asset.Code))], cancellation);
        return [.. found.OfType<StoredDocument>().Select(DocumentCodec.Decode<AccountsDocument>)];
    }

    private static DocumentQuery Postings(string userId) => new(LedgerPartitions.Users, PostingDocument.Index.Name) { Partition = userId, Limit = StorePage };
}
