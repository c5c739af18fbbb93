using System.Text.Json;
using CryptoVault.Ledger;
using CryptoVault.Markets;
using CryptoVault.Messaging;
using CryptoVault.Orders;

namespace CryptoVault.Matching;

/// <summary>What a commit of a market tells the users' partitions and the house's.</summary>
internal sealed class SettlementMessages(Market market, long sequence, string time)
{
    /// <summary>Most bytes of a message, roughly: below Service Bus' 256 KB.</summary>
    private const int MaxMessageBytes = 200 * 1024;

    /// <summary>Most documents that settling a message writes; with the accounts it stays below the store's 100.</summary>
    private const int MaxDocuments = 90;

    private readonly List<OutboxMessage> messages = [];

    public static List<OutboxMessage> Of(
        Market market, long sequence, string time, List<(string UserId, OrderUpdate Update)> updates, List<CommittedTrade> trades)
    {
        var settlement = new SettlementMessages(market, sequence, time);
        settlement.SendSettlements(updates);
        settlement.SendFees(trades);
        return settlement.messages;
    }

    private void SendSettlements(List<(string UserId, OrderUpdate Update)> updates)
    {
        foreach (var user in updates.GroupBy(update => update.UserId, StringComparer.Ordinal))
        {
            var part = new List<OrderUpdate>();
            var (bytes, documents) = (0, 0);
            foreach (var (_, update) in user)
            {
                // Order, posting and pages of older fills; of an order in a list also the list, what it places, and its funding.
                var writes = 6 + (update.Fills.Count / OrderDocument.MaxFills) + 1;
                if (part.Count > 0 && (bytes > MaxMessageBytes || documents + writes > MaxDocuments))
                {
                    SendSettlement(user.Key, part);
                    (part, bytes, documents) = ([], 0, 0);
                }

                part.Add(update);
                bytes += 400 + (update.Fills.Count * 180);
                documents += writes;
            }

            if (part.Count > 0)
            {
                SendSettlement(user.Key, part);
            }
        }
    }

    private void SendSettlement(string userId, List<OrderUpdate> updates)
    {
        var message = new SettlementMessage(market.Symbol, market.Base.Code, market.Quote.Code, userId, sequence, time, updates);
        messages.Add(new OutboxMessage(
            Queues.Settlement,
            message.MessageId,
            userId,
            JsonSerializer.SerializeToElement(message, MatchingJson.Default.SettlementMessage),
            $"{market.Symbol}:{sequence}"));
    }

    /// <summary>The house's part of the commit's trades, as one posting.</summary>
    private void SendFees(List<CommittedTrade> trades)
    {
        var legs = new List<LegDraft>();
        Int128 baseFees = 0;
        Int128 quoteFees = 0;
        foreach (var trade in trades)
        {
            var takerBuys = trade.TakerSide == OrderSide.Buy;
            var (inBase, inQuote) = takerBuys ? (trade.TakerFee, trade.MakerFee) : (trade.MakerFee, trade.TakerFee);
            AddClearing(legs, market.Base.Code, inBase, trade.Number);
            AddClearing(legs, market.Quote.Code, inQuote, trade.Number);
            baseFees += inBase;
            quoteFees += inQuote;
        }

        AddRevenue(legs, market.Base.Code, baseFees);
        AddRevenue(legs, market.Quote.Code, quoteFees);
        if (legs.Count == 0)
        {
            return;
        }

        var house = LedgerPartitions.OfHouse($"fees:{market.Symbol}");
        var posting = new PostingDraft($"fees:{market.Symbol}:{sequence}", PostingKinds.TradeFees, new LedgerReference("market", market.Symbol), legs);
        var order = new PostingOrder(house.Container, house.Value, posting, "system:matching");
        messages.Add(new OutboxMessage(
            Queues.Transfers, $"posting:{posting.Id}", $"{house.Container}:{house.Value}",
            JsonSerializer.SerializeToElement(order, LedgerJson.Default.PostingOrder), $"{market.Symbol}:{sequence}"));
    }

    private void AddClearing(List<LegDraft> legs, string asset, Int128 fee, long trade)
    {
        if (fee > 0)
        {
            legs.Add(new LegDraft(AccountName.Clearing, asset, -fee, TradeIds.TransferOf(market.Symbol, trade)));
        }
    }

    private static void AddRevenue(List<LegDraft> legs, string asset, Int128 fees)
    {
        if (fees > 0)
        {
            legs.Add(new LegDraft(AccountName.Revenue, asset, fees));
        }
    }
}
