using CryptoVault.Ledger;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Reads a user's withdrawals.</summary>
public sealed class ReadWithdrawals(IDocumentStore store, TimeProvider clock)
{
    /// <summary>A page, newest first.</summary>
    public ValueTask<ListPage<WithdrawalDocument>> ListAsync(string userId, MovementFilter<WithdrawalStatus> filter, int limit, string? position, CancellationToken cancellation = default) =>
        store.PickPageAsync(
            new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByTime.Name) { Partition = userId, From = filter.Time.FromText, To = filter.Time.ToText },
            clock.GetUtcNow(),
            document => new[] { DocumentCodec.Decode<WithdrawalDocument>(document) }.Where(one => filter.Takes(one.Asset, one.Network, one.Status)),
            limit, position, cancellation);

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
