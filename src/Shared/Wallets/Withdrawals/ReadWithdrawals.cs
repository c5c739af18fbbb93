using CryptoVault.Ledger;
using CryptoVault.Mail;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Which withdrawals are asked for.</summary>
public sealed record WithdrawalFilter
{
    /// <summary>Only this asset's; null for all.</summary>
    public string? Asset { get; init; }

    /// <summary>Only those over this network; null for all.</summary>
    public string? Network { get; init; }

    /// <summary>Only those in this state; null for all.</summary>
    public WithdrawalStatus? Status { get; init; }

    /// <summary>Only those that were asked for at these times.</summary>
    public TimeRange Time { get; init; }

    internal bool Takes(WithdrawalDocument withdrawal) =>
        (Asset is null || withdrawal.Asset == Asset) && (Network is null || withdrawal.Network == Network) && (Status is null || withdrawal.Status == Status);
}

/// <summary>Reads a user's withdrawals.</summary>
public sealed class ReadWithdrawals(IDocumentStore store, TimeProvider clock)
{
    /// <summary>A page, newest first.</summary>
    public ValueTask<ListPage<WithdrawalDocument>> ListAsync(string userId, WithdrawalFilter filter, int limit, string? position, CancellationToken cancellation = default) =>
        store.PickPageAsync(
            new DocumentQuery(LedgerPartitions.Users, WithdrawalDocument.ByTime.Name) { Partition = userId, From = filter.Time.FromText, To = filter.Time.ToText },
            clock.GetUtcNow(),
            document => new[] { DocumentCodec.Decode<WithdrawalDocument>(document) }.Where(filter.Takes),
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
