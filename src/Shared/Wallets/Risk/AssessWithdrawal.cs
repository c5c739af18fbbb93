using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Policy;

namespace CryptoVault.Wallets.Risk;

/// <summary>Gathers the evidence about a withdrawal from its customer's records, and judges it.</summary>
public sealed class AssessWithdrawal(
    IDocumentStore store, IUsdValuation valuation, WithdrawalPolicies policies, WithdrawalLimits limits, WithdrawalRiskOptions options, AssetCatalog assets)
{
    private const int PageSize = 100;

    /// <summary>Most records of a kind that are looked at, newest first.</summary>
    private const int MostRecords = 200;

    /// <summary>Judges how risky the withdrawal looks.</summary>
    public async Task<RiskAssessment> ExecuteAsync(WithdrawalDocument document, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var asked = StoredTime.Parse(document.WithdrawalTime);
        var amount = new Amount(document.Units, assets.Get(document.Asset));
        var policy = await policies.CurrentAsync(cancellation);
        return WithdrawalRisk.Assess(
            new RiskEvidence(asked, amount, await valuation.ValueAsync(amount, cancellation))
            {
                DeviceSince = document.Checks?.DeviceSince,
                WasPaidBefore = await WasPaidBeforeAsync(document, cancellation),
                Quiet = await QuietAsync(document, asked, cancellation),
                Deposited = await DepositedAsync(document, asked, cancellation),
                Thresholds = ThresholdsOf(policy, limits.Of(document.KycLevel)),
            },
            options);
    }

    /// <summary>The values at which a rule begins or ends, and the level's limit.</summary>
    internal IReadOnlyList<ValueThreshold> ThresholdsOf(WithdrawalPolicy policy, LevelLimits level) =>
    [
        .. policy.Rules.SelectMany(rule => new[] { rule.Value?.From, rule.Value?.Below }.OfType<Amount>().Select(value => new ValueThreshold($"the rule {rule.Name} of the policy", value))),
        new ValueThreshold($"the limit of 24 hours at level {level.Level}", new Amount(level.Day.UsdUnits, assets.Get("USD"))),
    ];

    private async Task<bool> WasPaidBeforeAsync(WithdrawalDocument document, CancellationToken cancellation)
    {
        await foreach (var stored in NewestAsync(document.UserId, WithdrawalDocument.ByTime, cancellation))
        {
            var one = DocumentCodec.Decode<WithdrawalDocument>(stored);
            if ((one.Network, one.Address, one.Status) == (document.Network, document.Address, WithdrawalStatus.Completed))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<Amount?> DepositedAsync(WithdrawalDocument document, DateTimeOffset asked, CancellationToken cancellation)
    {
        var sum = assets.Get(document.Asset).Zero;
        await foreach (var stored in NewestAsync(document.UserId, DepositDocument.ByTime, cancellation))
        {
            var deposit = DocumentCodec.Decode<DepositDocument>(stored);
            if (asked - StoredTime.Parse(deposit.DepositTime) > options.JustDepositedFor)
            {
                break;
            }

            if (deposit.Asset == document.Asset && deposit.Status == DepositStatus.Credited)
            {
                sum += new Amount(deposit.Units, sum.Asset);
            }
        }

        return sum;
    }

    /// <summary>
    /// The time without a posting that ended within the days before the withdrawal: between the last posting before them and the
    /// first in them, however many there are; the account's opening counts as a posting.
    /// </summary>
    private async Task<(DateTimeOffset From, DateTimeOffset To)?> QuietAsync(WithdrawalDocument document, DateTimeOffset asked, CancellationToken cancellation)
    {
        var awake = StoredTime.Format(asked - options.AwakeFor);
        var postings = new DocumentQuery(LedgerPartitions.Users, PostingDocument.Index.Name) { Partition = document.UserId, Limit = 1 };
        var last = await TimeAsync(postings with { To = awake, Descending = true }, cancellation)
            ?? (await store.FindAsync<ProfileDocument>(LedgerPartitions.OfUser(document.UserId), ProfileDocument.DocumentId, cancellation))?.CreatedAt;
        var first = await TimeAsync(postings with { From = awake, To = document.WithdrawalTime }, cancellation) ?? asked; // before the withdrawal's own hold
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

    private async IAsyncEnumerable<StoredDocument> NewestAsync(
        string userId, IndexDefinition index, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
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
