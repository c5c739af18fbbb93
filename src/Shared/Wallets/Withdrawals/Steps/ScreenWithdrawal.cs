namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>Screens where the money goes.</summary>
public sealed class ScreenWithdrawal(WithdrawalDecider decider, IAddressScreening screening)
{
    /// <summary>From screening to policy, or to rejected with the hold released.</summary>
    public async Task<WithdrawalProgress> ExecuteAsync(WithdrawalReference withdrawal, CancellationToken cancellation = default)
    {
        var document = await decider.ReadAsync(withdrawal, cancellation);
        if (document.Status != WithdrawalStatus.Screening)
        {
            return WithdrawalDecider.ProgressOf(document);
        }

        var isBlocked = await screening.IsBlockedAsync(document.Network, document.Address, cancellation);
        return WithdrawalDecider.ProgressOf(await decider.FromAsync(
            withdrawal, WithdrawalStatus.Screening,
            (book, screened) => isBlocked
                ? book.GiveBack(screened, WithdrawalStatus.Rejected, "We cannot pay to this address.")
                : book.Move(screened, WithdrawalStatus.Policy),
            cancellation));
    }
}

/// <summary>Screens addresses that money is to be paid to.</summary>
public interface IAddressScreening
{
    /// <summary>True when nothing may be paid to the address.</summary>
    ValueTask<bool> IsBlockedAsync(string network, string address, CancellationToken cancellation = default);
}

/// <summary>Screens against the addresses that the configuration names.</summary>
public sealed class ConfiguredAddressScreening(WithdrawalOptions options) : IAddressScreening
{
    private readonly HashSet<string> blocked = new(options.BlockedAddresses, StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask<bool> IsBlockedAsync(string network, string address, CancellationToken cancellation = default) =>
        new(blocked.Contains($"{network}:{address}"));
}
