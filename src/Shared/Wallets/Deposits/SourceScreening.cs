using CryptoVault.Wallets.Withdrawals.Steps;

namespace CryptoVault.Wallets.Deposits;

/// <summary>Screens who paid a deposit. It fails closed: who cannot be screened is not clear.</summary>
public sealed class SourceScreening(IAddressScreening addresses)
{
    /// <summary>Why people must look at a payment of these addresses; null when nothing is known against them.</summary>
    public async ValueTask<string?> WhyNotClearAsync(string network, IReadOnlyList<string> sources, CancellationToken cancellation = default)
    {
        if (sources.Count == 0)
        {
            return "Custody does not tell who paid it, so nobody could be screened.";
        }

        foreach (var source in sources)
        {
            if (await addresses.IsBlockedAsync(network, source, cancellation))
            {
                return $"{source}, which paid it, is on a list.";
            }
        }

        return null;
    }
}
