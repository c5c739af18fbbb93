using CryptoVault.Accounts;
using CryptoVault.Compliance.Cases;
using CryptoVault.Ledger;
using CryptoVault.Protection;
using CryptoVault.Storage;
using CryptoVault.Wallets.Balances;
using CryptoVault.Wallets.TravelRule;

namespace CryptoVault.Wallets.Withdrawals.Dossiers;

/// <summary>Gathers what a reviewer needs to know about the withdrawal of a case.</summary>
public sealed class ReadDossier(IDocumentStore store, ValueBalances balances, ReadTravelRuleData travelRule, PersonalKeys? personal = null)
{
    /// <summary>How many past withdrawals are looked through: the newest.</summary>
    private const int MaxPast = 200;

    private const int MaxSimilar = 10;

    /// <summary>The dossier of a case's withdrawal; null when the case is about none, or its customer has no account.</summary>
    public async ValueTask<WithdrawalDossier?> FindAsync(WithdrawalSubject? subject, CancellationToken cancellation = default)
    {
        if (subject is null
            || await store.FindPersonalAsync<ProfileDocument>(personal, subject.UserId, ProfileDocument.DocumentId, cancellation) is not { } customer
            || await store.FindPersonalAsync<WithdrawalDocument>(personal, subject.UserId, WithdrawalDocument.IdOf(subject.WithdrawalId), cancellation) is not { } withdrawal)
        {
            return null;
        }

        var past = (await store.ListAsync<WithdrawalDocument>(
            new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByTime.Name) { Partition = subject.UserId, Descending = true, Limit = MaxPast },
            cancellation)).Items.Where(one => one.WithdrawalId != withdrawal.WithdrawalId).ToArray();
        var told = await travelRule.FindAsync(withdrawal, cancellation);
        return new WithdrawalDossier(
            customer, (await balances.ListAsync(subject.UserId, cancellation)).Items, withdrawal, HistoryOf(withdrawal, past), told?.BeneficiaryNames ?? [],
            SimilarTo(withdrawal, past), past.Length);
    }

    private static AddressHistory HistoryOf(WithdrawalDocument withdrawal, IReadOnlyList<WithdrawalDocument> past)
    {
        var same = past.Where(one => one.Network == withdrawal.Network && one.Address == withdrawal.Address).ToArray();
        var paid = same.Where(one => one.Status == WithdrawalStatus.Completed).ToArray();
        return new AddressHistory(
            same.Length, paid.Length, paid.Where(one => one.Asset == withdrawal.Asset).Aggregate(Int128.Zero, (sum, one) => sum + one.Units),
            same.Min(one => one.WithdrawalTime), same.Max(one => one.WithdrawalTime));
    }

    private static WithdrawalDocument[] SimilarTo(WithdrawalDocument withdrawal, IReadOnlyList<WithdrawalDocument> past) =>
        [.. past.Where(one => one.Asset == withdrawal.Asset).OrderBy(one => Int128.Abs(one.Units - withdrawal.Units)).Take(MaxSimilar)];
}
