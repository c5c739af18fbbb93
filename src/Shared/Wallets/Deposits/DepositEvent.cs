using System.Text.Json;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Streams.UserEvents;

namespace CryptoVault.Wallets.Deposits;

/// <summary>The private event that a deposit was seen or went on; what <c>GET /wallet/deposits</c> says of it.</summary>
internal sealed record DepositEvent(
    string Id, string Asset, string Network, string Address, string Amount, string Status, int Confirmations, int RequiredConfirmations,
    string TransactionId, string CreatedAt)
{
    public static void Tell(PartitionView view, DepositDocument deposit, AssetCatalog assets) => view.Tell(
        UserEventKinds.Deposit,
        new DepositEvent(
            deposit.DepositId, deposit.Asset, deposit.Network, deposit.Address, assets.Get(deposit.Asset).Format(deposit.Units), JsonNamingPolicy.SnakeCaseLower.ConvertName(deposit.Status.ToString()),
            deposit.Confirmations, deposit.RequiredConfirmations, deposit.TransactionId, deposit.DepositTime),
        WalletEventsJson.Default.DepositEvent,
        deposit.Id);
}
