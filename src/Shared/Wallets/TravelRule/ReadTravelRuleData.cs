using System.Text;
using CryptoVault.Ledger;
using CryptoVault.Storage;
using CryptoVault.Wallets.TravelRule.Ivms101;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Wallets.TravelRule;

/// <summary>Reads who pays whom by a withdrawal, as its customer told.</summary>
public sealed class ReadTravelRuleData(Partitions partitions)
{
    /// <summary>The payload; null when the customer told nothing, or their data were erased meanwhile.</summary>
    public async Task<IdentityPayload?> FindAsync(WithdrawalDocument document, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Checks?.TravelRule?.DocumentId is not { } id)
        {
            return null;
        }

        var data = await partitions.DecideAsync<TravelRuleDocument>(
            LedgerPartitions.OfUser(document.UserId), view => view.Find<TravelRuleDocument>(id) is { } found ? found : new WithdrawalNotFound(), cancellation);
        return data.IsSuccess && data.Value.Payload.ValueOrNull is { } payload ? IdentityPayload.Parse(Encoding.UTF8.GetBytes(payload)) : null;
    }
}
