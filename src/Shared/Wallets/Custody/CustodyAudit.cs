using CryptoVault.Ledger.Verification;
using CryptoVault.Storage;
using CryptoVault.Wallets.Networks;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Custody;

/// <summary>
/// Compares custody with the books. Custody is asked before and after the snapshot: what did not change in between is
/// what it held at the snapshot's instant, whatever is going on; what changed is not judged this time.
/// </summary>
public sealed class CustodyAudit(ICustody custody, NetworkCatalog networks, IDocumentStore store, ILogger<CustodyAudit> logger) : ICustodyAudit
{
    /// <inheritdoc />
    public async Task<ICustodyComparison> BeginAsync(CancellationToken cancellation) =>
        new CustodyComparison(this, custody, networks, store, await ListHoldingsAsync(cancellation));

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, Int128>?> ListHoldingsAsync(CancellationToken cancellation)
    {
        var holdings = new Dictionary<string, Int128>(StringComparer.Ordinal);
        try
        {
            foreach (var network in networks.NetworksInUse)
            {
                foreach (var held in await custody.ListHoldingsAsync(network, cancellation))
                {
                    holdings[held.Asset] = holdings.GetValueOrDefault(held.Asset) + held.Units;
                }
            }
        }
        catch (CustodyUnavailableException exception)
        {
            Unanswered(exception);
            return null;
        }

        return holdings;
    }

    internal void Unanswered(CustodyUnavailableException exception) => logger.LogWarning(exception, "Custody did not tell what it holds.");
}
