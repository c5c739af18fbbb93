using CryptoVault.Compliance.NameScreening;
using CryptoVault.Fees;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Risk;

namespace CryptoVault.Wallets.Transfers;

/// <summary>What is known of a payment before it is decided on.</summary>
/// <param name="Names">What screening of the payee's user name and of the memo found.</param>
/// <param name="Evidence">What its risk is judged by; null for a small payment, which is exempt.</param>
/// <param name="Fees">The fee tables, which tell the payer's tier.</param>
public sealed record TransferScreened(NameScreeningResult Names, RiskEvidence? Evidence, FeeScheduleDocument Fees);

/// <summary>
/// Screens payments inside the house as withdrawals are screened. Payer and payee are customers, and so no addresses are looked
/// for; what is said of the payee is: the user name, and what the payer says to it.
/// </summary>
public sealed class TransferScreening(
    INameScreening names, RiskHistory history, FeeSchedules fees, TransferOptions options, TimeProvider clock)
{
    private readonly TransferBounds bounds = options.ToBounds();

    /// <summary>Screens a payment.</summary>
    /// <returns>What was found, or <see cref="ServiceUnavailable"/> when no list is loaded.</returns>
    internal async Task<Result<TransferScreened>> ExecuteAsync(
        TransferCommand command, TransferPreview payment, Amount? value, CancellationToken cancellation)
    {
        var found = await ScreenAsync(payment.Recipient.UserName, command.Memo, cancellation);
        if (!found.IsSuccess)
        {
            return new ServiceUnavailable("The payment cannot be checked now. Repeat the same request.", TimeSpan.FromMinutes(1)); // what is checked, and how, is not the payer's business
        }

        var evidence = bounds.IsExempt(value) ? null : await EvidenceAsync(command, payment, value, cancellation);
        return new TransferScreened(found.Value, evidence, await fees.NewestAsync(cancellation));
    }

    private async Task<Result<NameScreeningResult>> ScreenAsync(string? payee, string? memo, CancellationToken cancellation)
    {
        var named = await names.ScreenAsync(payee is null ? [] : [payee], cancellation);
        if (!named.IsSuccess || memo is null)
        {
            return named;
        }

        var said = await names.ScreenTextAsync(memo, cancellation);
        return said.Map(found => found with { Hits = [.. named.Value.Hits, .. found.Hits] });
    }

    private async Task<RiskEvidence> EvidenceAsync(TransferCommand command, TransferPreview payment, Amount? value, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return new RiskEvidence(now, payment.Amount, value)
        {
            WasPaidBefore = await history.HasAsync<TransferDocument>(command.UserId, TransferDocument.ByTime, one => one.PayeeId == payment.Recipient.UserId, cancellation),
            Quiet = await history.QuietAsync(command.UserId, now, cancellation),
            Deposited = await history.DepositedAsync(command.UserId, payment.Amount.Asset, now, cancellation),
        };
    }
}
