using CryptoVault.Ledger;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Reads a user's withdrawals.</summary>
public sealed class ReadWithdrawals(IDocumentStore store)
{
    /// <summary>A page, newest first.</summary>
    public ValueTask<DocumentList<WithdrawalDocument>> ListAsync(string userId, int limit, string? continuation, CancellationToken cancellation = default) =>
        store.ListAsync<WithdrawalDocument>(
            new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByTime.Name)
            {
                Partition = userId,
                Descending = true,
                Limit = limit,
                Continuation = continuation,
            },
            cancellation);

    /// <summary>One withdrawal, or <see cref="WithdrawalNotFound"/>.</summary>
    public async Task<Result<WithdrawalDocument>> FindAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default) =>
        await store.FindAsync<WithdrawalDocument>(
            LedgerPartitions.OfUser(withdrawal.UserId), WithdrawalDocument.IdOf(withdrawal.WithdrawalId), cancellation) is { } document
            ? document
            : new WithdrawalNotFound();

    /// <summary>What the link of a confirmation mail is about. Looking confirms nothing.</summary>
    /// <returns>The withdrawal, or <see cref="WithdrawalNotFound"/>, <see cref="ConfirmationTokenInvalid"/>.</returns>
    public async Task<Result<WithdrawalDocument>> FindByTokenAsync(WithdrawalReference withdrawal, string token, CancellationToken cancellation = default)
    {
        var found = await FindAsync(withdrawal, cancellation);
        return found.IsSuccess && (found.Value.ConfirmationHash is not { } hash || !MailTokens.Matches(token, hash)) ? new ConfirmationTokenInvalid() : found;
    }
}
