using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Streams.UserEvents;

namespace CryptoVault.Wallets.Transfers;

/// <summary>The private event that the customer paid another one; what <c>GET /wallet/transfers</c> says of it, without memo and recipient.</summary>
internal sealed record TransferEvent(string Id, string Asset, string Amount, string CreatedAt)
{
    public static void Tell(PartitionView view, TransferDocument transfer, Amount amount) => view.Tell(
        UserEventKinds.Transfer, new TransferEvent(transfer.TransferId, transfer.Asset, amount.ToString(), transfer.TransferTime),
        WalletEventsJson.Default.TransferEvent, transfer.Id);
}
