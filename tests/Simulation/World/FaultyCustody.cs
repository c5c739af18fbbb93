using CryptoVault.Money;
using CryptoVault.Simulation.Kernel;
using CryptoVault.Simulation.Store;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Simulation.World;

/// <summary>Custody whose answers get lost: before it did what it was asked, or after.</summary>
internal sealed class FaultyCustody(ICustody custody, Chance chance, Weather weather) : ICustody
{
    public ValueTask<string> CreateDepositAddressAsync(string asset, string network, string userId, CancellationToken cancellation = default) =>
        AskAsync(() => custody.CreateDepositAddressAsync(asset, network, userId, cancellation));

    public ValueTask<IncomingPage> ListIncomingAsync(string network, string? cursor, int limit, CancellationToken cancellation = default) =>
        AskAsync(() => custody.ListIncomingAsync(network, cursor, limit, cancellation));

    public ValueTask<Amount> QuoteNetworkFeeAsync(Asset asset, string network, CancellationToken cancellation = default) =>
        AskAsync(() => custody.QuoteNetworkFeeAsync(asset, network, cancellation));

    public ValueTask<CustodySubmission> SubmitAsync(CustodyWithdrawal withdrawal, CancellationToken cancellation = default) =>
        AskAsync(() => custody.SubmitAsync(withdrawal, cancellation));

    public ValueTask<CustodyWithdrawalState?> FindWithdrawalAsync(string network, string withdrawalId, CancellationToken cancellation = default) =>
        AskAsync(() => custody.FindWithdrawalAsync(network, withdrawalId, cancellation));

    public ValueTask<CustodyBump> BumpFeeAsync(CustodyFeeBump bump, CancellationToken cancellation = default) =>
        AskAsync(() => custody.BumpFeeAsync(bump, cancellation));

    public ValueTask<SubmittedPage> ListSubmittedAsync(string network, string? cursor, int limit, CancellationToken cancellation = default) =>
        AskAsync(() => custody.ListSubmittedAsync(network, cursor, limit, cancellation));

    public ValueTask<IReadOnlyList<CustodyHolding>> ListHoldingsAsync(string network, CancellationToken cancellation = default) =>
        AskAsync(() => custody.ListHoldingsAsync(network, cancellation));

    private async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask)
    {
        Fail("The question got lost.");
        var answer = await ask();
        Fail("The answer got lost.");
        return answer;
    }

    private void Fail(string what)
    {
        if (weather.IsCustodyAway || chance.Hits(weather.CustodyFails))
        {
            throw new CustodyUnavailableException(what);
        }
    }
}
