using CryptoVault.Fees;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Matching;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Orders.Settling;

/// <summary>What became of a settlement message.</summary>
/// <param name="Changed">The orders that changed, as they are now.</param>
/// <param name="WasPutOff">True when an earlier message had not come yet; what it could not apply is sent again.</param>
public sealed record OrdersSettled(IReadOnlyList<OrderDocument> Changed, bool WasPutOff);

/// <summary>
/// Applies what a market's engine decided to a customer's orders and money: one commit in the customer's partition.
/// Idempotent by each order's sequence: an update is applied only right after the one before it. When the working order
/// of a list is filled, the same commit funds the list's legs and sends them to the market.
/// </summary>
public sealed class SettleOrders(
    Partitions partitions, AssetCatalog assets, MarketCatalog markets, FeeSchedules fees, IOrderAnswers answers, TimeProvider clock)
{
    private const int MaxPutOffs = 1_000;

    /// <summary>Applies a message.</summary>
    public async Task<Result<OrdersSettled>> ExecuteAsync(SettlementMessage message, CancellationToken cancellation = default)
    {
        var partition = LedgerPartitions.OfUser(message.UserId);
        var settled = await partitions.DecideAsync(partition, view => Settle(view, message, null), cancellation);
        if (settled.Error is LegsNeedTheMarket)
        {
            var terms = await ReadTermsAsync(message.Symbol, cancellation);
            settled = terms.IsSuccess
                ? await partitions.DecideAsync(partition, view => Settle(view, message, terms.Value), cancellation)
                : terms.Error;
        }

        if (settled.IsSuccess)
        {
            foreach (var order in settled.Value.Changed)
            {
                answers.Tell(order);
            }
        }

        return settled;
    }

    /// <summary>What only the placing of a list's legs needs to know.</summary>
    private async Task<Result<ListTerms>> ReadTermsAsync(string symbol, CancellationToken cancellation)
    {
        try
        {
            return await markets.FindAsync(symbol, cancellation) is { } market
                ? new ListTerms(market, await fees.NewestAsync(cancellation))
                : new MarketNotFound(symbol);
        }
        catch (StoreException failed)
        {
            return new ServiceUnavailable(failed.Message, failed.RetryAfter ?? TimeSpan.FromSeconds(1));
        }
    }

    private Result<OrdersSettled> Settle(PartitionView view, SettlementMessage message, ListTerms? terms)
    {
        var now = clock.GetUtcNow();
        var ledger = new PartitionLedger(view, assets, now, "system:matching");
        var settlement = new OrderSettlement(view, ledger, assets, message);
        var changed = new List<OrderDocument>(message.Updates.Count);
        var early = new List<OrderUpdate>();
        foreach (var update in message.Updates)
        {
            if (view.Find<OrderDocument>(OrderDocument.IdOf(update.OrderId)) is not { } order)
            {
                return new OrderNotFound(update.OrderId);
            }

            if (update.FirstSequence > order.Sequence + 1 || (update.IsReplacement && !order.IsPassedOn))
            {
                early.Add(update);
                continue;
            }

            if (update.Sequence <= order.Sequence)
            {
                continue;
            }

            var settled = settlement.Apply(order, update);
            changed.Add(settled);
            if (settled.ListId is not null && settled.Status.IsClosed()
                && new ListSettlement(view, ledger, message.UserId, now, terms).Follow(settled, changed) is { } lacking)
            {
                return lacking;
            }
        }

        if (early.Count > 0)
        {
            PutOff(view, message with { Updates = early, PutOff = message.PutOff + 1 }, now);
        }

        return new OrdersSettled(changed, early.Count > 0);
    }

    /// <summary>
    /// Sends again what came before its turn. (Abandoning the message would block the customer's session: the message
    /// it waits for may be behind it.)
    /// </summary>
    private static void PutOff(PartitionView view, SettlementMessage early, DateTimeOffset now)
    {
        if (early.PutOff > MaxPutOffs)
        {
            throw new InvalidOperationException($"Order {early.Updates[0].OrderId} waits for an event that does not come.");
        }

        var pause = TimeSpan.FromMilliseconds(Math.Min(60_000, 50L << Math.Min(early.PutOff, 11)));
        view.Send(Queues.Settlement, early.MessageId, early.UserId, early, MatchingJson.Default.SettlementMessage, now + pause);
    }
}
