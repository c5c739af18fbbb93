using System.Globalization;
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

/// <summary>A page of entries.</summary>
/// <param name="Items">The entries, newest first.</param>
/// <param name="Position">Where the next page starts, or null at the end.</param>
public sealed record EntryPage(IReadOnlyList<LedgerEntry> Items, string? Position);

/// <summary>Lists what moved on a user's available and held accounts.</summary>
public sealed class ReadEntries(IDocumentStore store, AssetCatalog assets, TimeProvider clock)
{
    /// <summary>Most pages of the store that one answer reads; a rare asset's list may come in short pages.</summary>
    private const int MaxStorePages = 20;

    /// <summary>A page, newest first. What is booked after the first page was read does not show in the following ones.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="asset">Only this asset's, or null for all.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="position">Where to go on, or null at the start.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async ValueTask<EntryPage> ListAsync(string userId, string? asset, int limit, string? position, CancellationToken cancellation = default)
    {
        var at = position is null ? Position.StartingAt(clock.GetUtcNow()) : Position.Parse(position);
        var entries = new List<LedgerEntry>(limit);
        for (var pages = 0; pages < MaxStorePages; pages++)
        {
            var page = await store.QueryAsync(
                new DocumentQuery(LedgerPartitions.Users, PostingDocument.Index.Name)
                {
                    Partition = userId,
                    To = at.Before,
                    Descending = true,
                    Limit = limit,
                    Continuation = at.Continuation,
                },
                cancellation);
            var found = page.Items.SelectMany(ToEntries).Where(entry => asset is null || entry.Amount.Asset.Code == asset).Skip(at.Skip).ToArray();
            var taken = Math.Min(found.Length, limit - entries.Count);
            entries.AddRange(found.Take(taken));
            if (taken < found.Length)
            {
                return new EntryPage(entries, (at with { Skip = at.Skip + taken }).ToString());
            }

            if (page.Continuation is null)
            {
                return new EntryPage(entries, null);
            }

            at = new Position(at.Before, 0, page.Continuation);
            if (entries.Count == limit)
            {
                break;
            }
        }

        return new EntryPage(entries, at.ToString());
    }

    private IEnumerable<LedgerEntry> ToEntries(StoredDocument stored)
    {
        if (stored.Id.StartsWith(HoldDocument.IdPrefix, StringComparison.Ordinal))
        {
            var hold = DocumentCodec.Decode<HoldDocument>(stored);
            return ToEntries(hold.Id, hold.PostingTime, PostingKinds.Hold, hold.Reference, hold.Legs);
        }

        var posting = DocumentCodec.Decode<PostingDocument>(stored);
        return ToEntries(posting.Id, posting.PostingTime, posting.Kind, posting.Reference, posting.Legs);
    }

    /// <summary>The legs on the user's own accounts, the last one first.</summary>
    private IEnumerable<LedgerEntry> ToEntries(string id, string time, string kind, LedgerReference reference, IReadOnlyList<PostingLeg> legs)
    {
        for (var i = legs.Count - 1; i >= 0; i--)
        {
            var leg = legs[i];
            if (leg.Account is AccountName.Available or AccountName.Held)
            {
                var asset = assets.Get(leg.Asset);
                yield return new LedgerEntry(
                    $"{id}:{i}", StoredTime.Parse(time), kind, reference, leg.Account, new Amount(leg.Units, asset), new Amount(leg.Balance, asset));
            }
        }
    }

    /// <summary>Where a list goes on.</summary>
    /// <param name="Before">Only postings before this time: what the first page saw.</param>
    /// <param name="Skip">Entries of the store's page that were given already.</param>
    /// <param name="Continuation">The store's page.</param>
    private sealed record Position(string Before, int Skip, string? Continuation)
    {
        public static Position StartingAt(DateTimeOffset now) => new(StoredTime.Format(now.AddTicks(1)), 0, null);

        public static Position Parse(string text)
        {
            var parts = text.Split('|', 3);
            return parts.Length == 3
                ? new Position(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2].Length == 0 ? null : parts[2])
                : throw new FormatException("This is no position in a list of entries.");
        }

        public override string ToString() => $"{Before}|{Skip}|{Continuation}";
    }
}
