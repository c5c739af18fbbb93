using System.Text.Json;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Streams.UserEvents;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>The private event that a withdrawal was asked for or went on; what <c>GET /wallet/withdrawals</c> says of it.</summary>
internal sealed record WithdrawalEvent(
    string Id, string Asset, string Network, string Address, string Amount, string Fee, string Status, string CreatedAt, string UpdatedAt,
    string? TransactionId, string? Reason)
{
    public static void Tell(PartitionView view, WithdrawalDocument withdrawal, AssetCatalog assets)
    {
        var asset = assets.Get(withdrawal.Asset);
        view.Tell(
            UserEventKinds.Withdrawal,
            new WithdrawalEvent(
                withdrawal.WithdrawalId, withdrawal.Asset, withdrawal.Network, withdrawal.Address, asset.Format(withdrawal.Units), asset.Format(withdrawal.FeeUnits),
                JsonNamingPolicy.SnakeCaseLower.ConvertName(withdrawal.Status.ToString()), withdrawal.WithdrawalTime, withdrawal.StatusTime, withdrawal.TransactionId, withdrawal.Reason),
            WalletEventsJson.Default.WithdrawalEvent);
    }
}
