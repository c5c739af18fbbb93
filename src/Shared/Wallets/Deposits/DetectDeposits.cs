using CryptoVault.Ledger;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Networks;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Deposits;

/// <summary>
/// Reads what came in on a network and moves every pending deposit forward. Run by a timer, and at once when
/// somebody knows that something came in; runs may overlap and be killed at any point: each step is decided in the
/// user's partition, and what is pending there is what is left to do.
/// </summary>
public sealed class DetectDeposits(
    Partitions partitions, IDocumentStore store, ICustody custody, FollowDeposits follow, NetworkCatalog networks, AssetCatalog assets, TimeProvider clock,
    ILogger<DetectDeposits> logger)
{
    private const int PageSize = 200;

    /// <summary>Detects the deposits of one network, and looks after those that are open.</summary>
    /// <returns>How many deposits were credited.</returns>
    public async Task<Result<int>> ExecuteAsync(string network, CancellationToken cancellation = default)
    {
        var tip = await DetectAsync(network, cancellation);
        return tip.IsSuccess ? await follow.ExecuteAsync(network, tip.Value, cancellation) : tip.Error;
    }

    private async Task<Result<long>> DetectAsync(string network, CancellationToken cancellation)
    {
        var id = DepositCursorDocument.IdOf(network);
        var cursor = (await store.FindAsync<DepositCursorDocument>(DepositCursorDocument.Partition, id, cancellation))?.Cursor;
        while (true)
        {
            var page = await custody.ListIncomingAsync(network, cursor, PageSize, cancellation);
            foreach (var transfer in page.Items)
            {
                var seen = await DetectAsync(transfer, cancellation);
                if (!seen.IsSuccess)
                {
                    return seen.Error;
                }
            }

            if (page.Items.Count > 0)
            {
                var moved = await partitions.DecideAsync<Unit>(DepositCursorDocument.Partition, view =>
                {
                    view.Find<DepositCursorDocument>(id);
                    view.Put(new DepositCursorDocument(id, page.Cursor));
                    return Unit.Value;
                }, cancellation);
                if (!moved.IsSuccess)
                {
                    return moved.Error;
                }
            }

            if (!page.HasMore)
            {
                return page.Tip;
            }

            cursor = page.Cursor;
        }
    }

    private async Task<Result<Unit>> DetectAsync(IncomingTransfer transfer, CancellationToken cancellation)
    {
        var query = new DocumentQuery(LedgerPartitions.Users, DepositAddressDocument.ByAddress.Name)
        {
            Equal = [DepositAddressDocument.KeyOf(transfer.Network, transfer.Address)],
            Limit = 1,
        };
        var owner = (await store.ListAsync<DepositAddressDocument>(query, cancellation)).Items.SingleOrDefault();
        var entry = networks.Find(transfer.Asset, transfer.Network);
        if (owner is null || entry is null)
        {
            logger.LogError("{Transaction} on {Network} pays {Asset} to an address of ours that belongs to nobody.", transfer.TransactionId, transfer.Network, transfer.Asset);
            return await KeepUnmatchedAsync(transfer, cancellation);
        }

        var seen = await partitions.DecideAsync<DepositDocument>(
            LedgerPartitions.OfUser(owner.UserId),
            view => DepositDecisions.Detect(new DepositBook(view, assets, clock.GetUtcNow()), transfer, owner.UserId, entry.Confirmations),
            cancellation);
        if (!seen.IsSuccess)
        {
            return seen.Error;
        }

        await follow.CareAsync(seen.Value, cancellation);
        return Unit.Value;
    }

    private Task<Result<Unit>> KeepUnmatchedAsync(IncomingTransfer transfer, CancellationToken cancellation) =>
        partitions.DecideAsync<Unit>(DepositCursorDocument.Partition, view =>
        {
            var id = UnmatchedTransferDocument.IdOf(transfer.DepositId);
            if (view.Find<UnmatchedTransferDocument>(id) is not { } known)
            {
                view.Add(new UnmatchedTransferDocument(id, transfer, StoredTime.Format(clock.GetUtcNow())));
            }
            else if ((known.Transfer.Block, known.Transfer.IsGone) != (transfer.Block, transfer.IsGone))
            {
                view.Set(known with { Transfer = transfer });
            }

            return Unit.Value;
        }, cancellation);
}
