using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Withdrawals.Steps;

/// <summary>
/// Has the network paid more for a withdrawal that no block takes. Custody counts the bumps, so one whose answer or record
/// got lost is not made twice: the next one has the number after those that custody made.
/// </summary>
public sealed class FeeBumps(ICustody custody, AssetCatalog assets, WithdrawalOptions options, TimeProvider clock, ILogger<FeeBumps> logger)
{
    /// <summary>Bumps the fee when it is time to.</summary>
    /// <param name="document">The withdrawal.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="broadcast">When custody took it.</param>
    /// <param name="cancellation">Ends the wait for custody.</param>
    /// <returns>How it stands then.</returns>
    internal async ValueTask<CustodyWithdrawalState> BumpWhenSlowAsync(
        WithdrawalDocument document, CustodyWithdrawalState state, DateTimeOffset broadcast, CancellationToken cancellation)
    {
        if (state.FeeBumps >= options.MaxFeeBumps || state.FeeBumps > document.FeeBumps || clock.GetUtcNow() < NextBump(document, state, broadcast))
        {
            return state;
        }

        var asset = assets.Get(document.Asset);
        var quote = await custody.QuoteNetworkFeeAsync(asset, document.Network, cancellation);
        var most = new Amount(Int128.Max(quote.Units, state.NetworkFeeUnits) * options.MaxBumpedFeeFactor, asset);
        var answer = await custody.BumpFeeAsync(new CustodyFeeBump(document.WithdrawalId, document.Network, state.FeeBumps + 1, most), cancellation);
        if (answer.Answer != CustodyAnswer.Accepted)
        {
            logger.LogWarning("The fee of withdrawal {Withdrawal} was not bumped: {Reason}", document.WithdrawalId, answer.Reason);
            return state;
        }

        logger.LogWarning("The fee of withdrawal {Withdrawal} was bumped, for the {Number}. time.", document.WithdrawalId, state.FeeBumps + 1);
        return await custody.FindWithdrawalAsync(document.Network, document.WithdrawalId, cancellation) ?? state;
    }

    /// <summary>When custody says that it is stuck, at once; else when it waits for long.</summary>
    private DateTimeOffset NextBump(WithdrawalDocument document, CustodyWithdrawalState state, DateTimeOffset broadcast)
    {
        DateTimeOffset? last = document.FeeBumpTime is { } time ? StoredTime.Parse(time) : null;
        return state.Stage switch
        {
            CustodyStage.Stuck or CustodyStage.Dropped => last + options.BumpPause ?? broadcast,
            CustodyStage.Pending => (last ?? broadcast) + options.BumpAfter,
            _ => DateTimeOffset.MaxValue,
        };
    }
}
