using System.Buffers.Text;
using System.Net;
using System.Text;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>
/// Reads the newest state of changed documents. What one batch wrote comes together, so a page may hold a few documents
/// more than asked for.
/// </summary>
internal sealed class ChangeFeed(CosmosCalls calls)
{
    private const string TokenPrefix = "cosmos1.";

    /// <exception cref="ArgumentException">The container declares no feed, or the continuation is not one of it.</exception>
    public Task<ChangePage> ReadAsync(StoreContainer container, string? continuation, int limit, CancellationToken cancellation)
    {
        QueryRules.CheckChanges(container.Definition, limit);
        var start = continuation is null ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.ContinuationToken(Token(continuation));
        return PageAsync(container, start, limit, cancellation);
    }

    private async Task<ChangePage> PageAsync(StoreContainer container, ChangeFeedStartFrom start, int limit, CancellationToken cancellation)
    {
        using var pages = container.Client.GetChangeFeedStreamIterator(start, ChangeFeedMode.LatestVersion, new ChangeFeedRequestOptions { PageSizeHint = limit });
        var items = new List<StoredDocument>();
        string continuation;
        bool more;
        do
        {
            (var found, continuation, more) = await calls.ReadAsync(container, "changes", pages.ReadNextAsync, Read, cancellation).ConfigureAwait(false);
            items.AddRange(found.Select(one => one.Document));
        }
        while (more && items.Count < limit);
        return new ChangePage(items, TokenPrefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(continuation)), more);
    }

    private static (List<Found> Found, string Continuation, bool More) Read(ResponseMessage answer)
    {
        if (answer.StatusCode == HttpStatusCode.NotModified)
        {
            return ([], answer.ContinuationToken, false); // every partition has been asked
        }

        if (answer.StatusCode == HttpStatusCode.BadRequest)
        {
            throw new ArgumentException($"The continuation is not one of this store: {CosmosFailure.Told(() => answer.ErrorMessage)}", nameof(answer));
        }

        return (DocumentReads.Documents(answer), answer.ContinuationToken, true);
    }

    private static string Token(string continuation)
    {
        if (continuation.StartsWith(TokenPrefix, StringComparison.Ordinal) && Base64Url.IsValid(continuation.AsSpan(TokenPrefix.Length)))
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(continuation.AsSpan(TokenPrefix.Length)));
        }

        throw new ArgumentException("The continuation is not one of this store.", nameof(continuation));
    }
}
