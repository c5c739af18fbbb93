using System.Runtime.CompilerServices;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Deposits;

namespace CryptoVault.Wallets.Risk;

/// <summary>What a customer's records tell about how money went through the account of late.</summary>
public sealed class RiskHistory(IDocumentStore store, WithdrawalRiskOptions options)
{
    private const int PageSize = 100;

    /// <summary>Most records of a kind that are looked at, newest first.</summary>
    private const int MostRecords = 200;

    /// <summary>True when one of the newest records of an index is the one that is looked for.</summary>
    internal async ValueTask<bool> HasAsync<T>(string userId, IndexDefinition index, Func<T, bool> isIt, CancellationToken cancellation) where T : class, IDocument<T>
    {
        await foreach (var stored in NewestAsync(userId, index, cancellation))
        {
            if (isIt(DocumentCodec.Decode<T>(stored)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What of an asset was credited within <see cref="WithdrawalRiskOptions.JustDepositedFor"/> before a time.</summary>
    internal async ValueTask<Amount> DepositedAsync(string userId, Asset asset, DateTimeOffset asked, CancellationToken cancellation)
    {
        var sum = asset.Zero;
        await foreach (var stored in NewestAsync(userId, DepositDocument.ByTime, cancellation))
        {
            var deposit = DocumentCodec.Decode<DepositDocument>(stored);
            if (asked - StoredTime.Parse(deposit.DepositTime) > options.JustDepositedFor)
            {
                break;
            }

            if (deposit.Asset == asset.Code && deposit.Status == DepositStatus.Credited)
            {
                sum += new Amount(deposit.Units, asset);
            }
        }

        return sum;
    }

    /// <summary>
    /// The time without a posting that ended within the days before a time: between the last posting before them and the
    /// first in them, however many there are; the account's opening counts as a posting.
    /// </summary>
    internal async ValueTask<(DateTimeOffset From, DateTimeOffset To)?> QuietAsync(string userId, DateTimeOffset asked, CancellationToken cancellation)
    {
        var awake = StoredTime.Format(asked - options.AwakeFor);
        var postings = new DocumentQuery(LedgerPartitions.Users, PostingDocument.Index.Name) { Partition = userId, Limit = 1 };
        var last = await TimeAsync(postings with { To = awake, Descending = true }, cancellation)
            ?? (await store.FindAsync<ProfileDocument>(LedgerPartitions.OfUser(userId), ProfileDocument.DocumentId, cancellation))?.CreatedAt;
        var first = await TimeAsync(postings with { From = awake, To = StoredTime.Format(asked) }, cancellation) ?? asked; // before the payment's own posting
        return last < first ? (last.Value, first) : null;
    }

    private async Task<DateTimeOffset?> TimeAsync(DocumentQuery one, CancellationToken cancellation)
    {
        if ((await store.QueryAsync(one, cancellation)).Items is not [var stored, ..])
        {
            return null;
        }

        using var json = JsonDocument.Parse(stored.Body);
        return StoredTime.Parse(json.RootElement.GetProperty("postingTime").GetString()!);
    }

    private async IAsyncEnumerable<StoredDocument> NewestAsync(string userId, IndexDefinition index, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? continuation = null;
        for (var seen = 0; seen < MostRecords;)
        {
            var page = await store.QueryAsync(
                new DocumentQuery(LedgerPartitions.Users, index.Name) { Partition = userId, Descending = true, Limit = PageSize, Continuation = continuation }, cancellation);
            foreach (var stored in page.Items)
            {
                yield return stored;
            }

            (seen, continuation) = (seen + page.Items.Count, page.Continuation);
            if (continuation is null)
            {
                yield break;
            }
        }
    }
}
