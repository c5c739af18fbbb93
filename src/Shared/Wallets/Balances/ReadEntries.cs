using System.Runtime.CompilerServices;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Balances;

/// <summary>A movement on one of a user's accounts: a leg of a posting.</summary>
/// <param name="Id"><c>{posting}:{leg}</c>.</param>
/// <param name="Time">When it was booked.</param>
/// <param name="Kind">The kind of movement (see <see cref="PostingKinds"/>).</param>
/// <param name="Reference">What it books.</param>
/// <param name="Account">Available or held.</param>
/// <param name="Amount">How much; negative when it left the account.</param>
/// <param name="Balance">The account's balance after it.</param>
public sealed record LedgerEntry(
    string Id, DateTimeOffset Time, string Kind, LedgerReference Reference, AccountName Account, Amount Amount, Amount Balance);

/// <summary>Which entries are asked for.</summary>
public sealed record EntryFilter
{
    /// <summary>Only this asset's; null for all.</summary>
    public string? Asset { get; init; }

    /// <summary>Only this kind (see <see cref="Kinds"/>); null for all.</summary>
    public string? Kind { get; init; }

    /// <summary>Only these times.</summary>
    public TimeRange Time { get; init; }

    /// <summary>The kinds of movements that a user's accounts see.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        PostingKinds.Deposit, PostingKinds.Withdrawal, PostingKinds.Transfer, PostingKinds.Trade, PostingKinds.Hold, PostingKinds.Release,
        PostingKinds.Expire, PostingKinds.Adjustment,
    ];

    internal bool Takes(LedgerEntry entry) => (Asset is null || entry.Amount.Asset.Code == Asset) && (Kind is null || entry.Kind == Kind);
}

/// <summary>Lists what moved on a user's available and held accounts.</summary>
public sealed class ReadEntries(IDocumentStore store, AssetCatalog assets, TimeProvider clock)
{
    private const int StorePage = 500;

    /// <summary>A page, newest first. What is booked after the first page was read does not show in the following ones.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="position">Where to go on, or null at the start.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public ValueTask<ListPage<LedgerEntry>> ListAsync(string userId, EntryFilter filter, int limit, string? position, CancellationToken cancellation = default) =>
        store.PickPageAsync(
            Query(userId, filter), clock.GetUtcNow(), document => ToEntries(document).Reverse().Where(filter.Takes), limit, position, cancellation);

    /// <summary>All of them, oldest first, read as they are taken.</summary>
    public async IAsyncEnumerable<LedgerEntry> ReadAllAsync(string userId, EntryFilter filter, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var end = filter.Time.To is { } to && to < clock.GetUtcNow() ? to : clock.GetUtcNow().AddTicks(1);
        var query = Query(userId, filter) with { To = StoredTime.Format(end), Limit = StorePage };
        await foreach (var document in store.ReadAllAsync(query, cancellation))
        {
            foreach (var entry in ToEntries(document).Where(filter.Takes))
            {
                yield return entry;
            }
        }
    }

    private static DocumentQuery Query(string userId, EntryFilter filter) => new(LedgerPartitions.Users, PostingDocument.Index.Name)
    {
        Partition = userId,
        From = filter.Time.FromText,
        To = filter.Time.ToText,
    };

    /// <summary>The legs on the user's own accounts.</summary>
    private IEnumerable<LedgerEntry> ToEntries(StoredDocument stored)
    {
        var posting = BookedPosting.Read(stored);
        for (var i = 0; i < posting.Legs.Count; i++)
        {
            var leg = posting.Legs[i];
            if (leg.Account is AccountName.Available or AccountName.Held)
            {
                var asset = assets.Get(leg.Asset);
                yield return new LedgerEntry(
                    $"{posting.Id}:{i}", StoredTime.Parse(posting.Time), posting.Kind, posting.Reference, leg.Account,
                    new Amount(leg.Units, asset), new Amount(leg.Balance, asset));
            }
        }
    }
}
