using CryptoVault.Ledger;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals.Steps;
using CryptoVault.Wallets.Withdrawals.Switches;

namespace CryptoVault.Wallets.Withdrawals.Stuck;

/// <summary>Why a withdrawal is listed as stuck.</summary>
public enum StuckCause
{
    /// <summary>Nobody knows whether it is paid; people choose the way on.</summary>
    ManualReview,
    /// <summary>It stands where it should have passed at once.</summary>
    StandsStill,
    /// <summary>Its time is over, and it did not end.</summary>
    Overdue,
    /// <summary>Custody does not take it.</summary>
    NotSubmitted,
    /// <summary>Its transaction does not get deep enough.</summary>
    NotConfirmed,
    /// <summary>The kill switch keeps it.</summary>
    Paused,
}

/// <summary>A withdrawal that is stuck.</summary>
/// <param name="Withdrawal">The withdrawal.</param>
/// <param name="Cause">Why it is listed.</param>
public sealed record StuckWithdrawal(WithdrawalDocument Withdrawal, StuckCause Cause)
{
    /// <summary>The case in which people decide on it; null when there is none.</summary>
    public string? CaseId => Cause == StuckCause.ManualReview ? OpenReviewCase.CaseIdOf(Withdrawal) : Withdrawal.CaseId;
}

/// <summary>Lists withdrawals that are longer in a state than that state may last.</summary>
public sealed class StuckWithdrawals(IDocumentStore store, WithdrawalSwitches switches, WithdrawalOptions options, TimeProvider clock)
{
    /// <summary>Most that are listed; who has more has another problem.</summary>
    public const int MaxListed = 100;

    /// <summary>Those that are stuck now, manual reviews first, then by how long they are in their state.</summary>
    public async Task<IReadOnlyList<StuckWithdrawal>> ListAsync(CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        var paused = await switches.ReadAsync(cancellation);
        var found = new List<StuckWithdrawal>();
        foreach (var status in Enum.GetValues<WithdrawalStatus>().Where(status => !WithdrawalFlow.IsFinal(status)).OrderBy(status => status == WithdrawalStatus.ManualReview ? 0 : 1))
        {
            var standing = await store.ListAsync<WithdrawalDocument>(
                new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByStatus.Name)
                {
                    Equal = [status.ToString()], To = StoredTime.Format(now - LimitOf(status) + TimeSpan.FromTicks(1)), Limit = MaxListed,
                },
                cancellation);
            found.AddRange(standing.Items.Select(withdrawal => new StuckWithdrawal(withdrawal, CauseOf(withdrawal, paused))));
        }

        return [.. found.Take(MaxListed)];
    }

    private TimeSpan LimitOf(WithdrawalStatus status) => status switch
    {
        WithdrawalStatus.ManualReview => TimeSpan.Zero,
        WithdrawalStatus.EmailConfirmation => options.ConfirmationTimeout + options.PassingLimit,
        WithdrawalStatus.PendingApproval => options.ApprovalTimeout + options.PassingLimit,
        WithdrawalStatus.Submitting => options.CustodyPatience + options.PassingLimit,
        WithdrawalStatus.Broadcast or WithdrawalStatus.Confirming => options.StuckAfter + options.PassingLimit,
        _ => options.PassingLimit,
    };

    private static StuckCause CauseOf(WithdrawalDocument withdrawal, WithdrawalSwitchesDocument paused) => withdrawal.Status switch
    {
        WithdrawalStatus.ManualReview => StuckCause.ManualReview,
        WithdrawalStatus.EmailConfirmation or WithdrawalStatus.PendingApproval => StuckCause.Overdue,
        WithdrawalStatus.Broadcast or WithdrawalStatus.Confirming => StuckCause.NotConfirmed,
        WithdrawalStatus.AutoApproved or WithdrawalStatus.Approved or WithdrawalStatus.Submitting when paused.Of(withdrawal.Asset) is not null => StuckCause.Paused,
        WithdrawalStatus.Submitting => StuckCause.NotSubmitted,
        _ => StuckCause.StandsStill,
    };
}
