using System.Globalization;
using System.Runtime.CompilerServices;

namespace CryptoVault.Storage;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="Position">Where the next page starts, or null at the end.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? Position);

/// <summary>
/// Lists by time whose items are picked from what an index finds: some documents give none (a filter that the index does
/// not know), others several.
/// </summary>
internal static class ListScan
{
    /// <summary>Most pages of the store that one answer reads: a list of rare things may come in short pages.</summary>
    private const int MaxStorePages = 20;

    private const int StorePage = 100;

    /// <summary>A page, newest first. What is written after the first page was read does not show in the following ones.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">What to look through: an index whose last field is a stored time.</param>
    /// <param name="now">The time at which a list that starts here ends, unless <see cref="DocumentQuery.To"/> is before.</param>
    /// <param name="pick">What a document gives, in the order of the list.</param>
    /// <param name="limit">Most items.</param>
    /// <param name="position">Where to go on, or null at the start.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<ListPage<T>> PickPageAsync<T>(
        this IDocumentStore store, DocumentQuery query, DateTimeOffset now, Func<StoredDocument, IEnumerable<T>> pick, int limit, string? position,
        CancellationToken cancellation = default)
    {
        var at = position is null ? Place.Start(query, now) : Place.Parse(position);
        var items = new List<T>(limit);
        for (var pages = 0; pages < MaxStorePages; pages++)
        {
            var page = await store.QueryAsync(
                query with { To = at.Before, Descending = true, Limit = Math.Min(limit, StorePage), Continuation = at.Continuation }, cancellation);
            var found = page.Items.SelectMany(pick).Skip(at.Skip).ToArray();
            var taken = Math.Min(found.Length, limit - items.Count);
            items.AddRange(found.Take(taken));
            if (taken < found.Length)
            {
                return new ListPage<T>(items, (at with { Skip = at.Skip + taken }).ToString());
            }

            if (page.Continuation is null)
            {
                return new ListPage<T>(items, null);
            }

            at = new Place(at.Before, 0, page.Continuation);
            if (items.Count == limit)
            {
                break;
            }
        }

        return new ListPage<T>(items, at.ToString());
    }

    /// <summary>Everything that a query finds, page by page.</summary>
    public static async IAsyncEnumerable<StoredDocument> ReadAllAsync(
        this IDocumentStore store, DocumentQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? continuation = null;
        do
        {
            var page = await store.QueryAsync(query with { Continuation = continuation }, cancellation);
            foreach (var document in page.Items)
            {
                yield return document;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Where a list goes on.</summary>
    /// <param name="Before">Only what is before this time: what the first page saw.</param>
    /// <param name="Skip">Items of the store's page that were given already.</param>
    /// <param name="Continuation">The store's page.</param>
    private sealed record Place(string Before, int Skip, string? Continuation)
    {
        public static Place Start(DocumentQuery query, DateTimeOffset now)
        {
            var end = StoredTime.Format(now.AddTicks(1));
            return new Place(query.To is string asked && string.CompareOrdinal(asked, end) < 0 ? asked : end, 0, null);
        }

        public static Place Parse(string text)
        {
            var parts = text.Split('|', 3);
            return parts.Length == 3
                ? new Place(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2].Length == 0 ? null : parts[2])
                : throw new FormatException("This is no position in a list.");
        }

        public override string ToString() => $"{Before}|{Skip}|{Continuation}";
    }
}

/// <summary>A span of time that a list is asked for.</summary>
/// <param name="From">The first instant, or null for the beginning.</param>
/// <param name="To">The instant after the last one, or null for now.</param>
public readonly record struct TimeRange(DateTimeOffset? From, DateTimeOffset? To)
{
    internal string? FromText => From is { } from ? StoredTime.Format(from) : null;

    internal string? ToText => To is { } to ? StoredTime.Format(to) : null;
}
