using System.Numerics;

namespace CryptoVault.ReferenceMatcher;

public sealed partial class Matcher
{
    /// <summary>Lets an order trade, and rests or ends what is left.</summary>
    private void Trade(Working taker)
    {
        var ending = taker.Terms.TimeInForce == "Fok" && !CanFill(taker) ? "Expired" : Match(taker);
        if (ending == "Filled")
        {
            return;
        }

        if (ending is null && taker.CanRest)
        {
            Rest(taker);
            Say(taker, "Rested", taker.OpenStatus);
            return;
        }

        taker.Sequence++;
        Say(taker, "Closed", ending ?? EndOf(taker));
    }

    /// <returns>How it ended; null when something is left that may rest.</returns>
    private string? Match(Working taker)
    {
        while (taker.Remaining > 0)
        {
            var maker = Best(taker);
            if (maker is null || !taker.Accepts(maker.Terms.Price!.Value))
            {
                return null;
            }

            var price = maker.Terms.Price.Value;
            var quantity = Math.Min(taker.Remaining, maker.Visible);
            if (!taker.Terms.HasLimit && taker.Budget is { } budget)
            {
                quantity = Math.Min(quantity, (budget - taker.ExecutedQuote) / price);
            }

            if (quantity == 0)
            {
                return null;
            }

            if (maker.Terms.Owner == taker.Terms.Owner && taker.Terms.Prevention != "None")
            {
                if (Prevent(taker, maker, quantity))
                {
                    return "ExpiredInMatch";
                }

                continue;
            }

            Execute(taker, maker, quantity);
            Elect(price);
        }

        return "Filled";
    }

    private Working? Best(Working taker)
    {
        Working? best = null;
        foreach (var order in working)
        {
            if (order.Place != "Book" || order.Terms.IsBuy == taker.Terms.IsBuy)
            {
                continue;
            }

            var isBetter = best is null
                || (taker.Terms.IsBuy ? order.Terms.Price < best.Terms.Price : order.Terms.Price > best.Terms.Price)
                || (order.Terms.Price == best.Terms.Price && order.Priority < best.Priority);
            best = isBetter ? order : best;
        }

        return best;
    }

    private void Execute(Working taker, Working maker, long quantity)
    {
        EndPartner(maker, "Expired");
        var price = maker.Terms.Price!.Value;
        lastPrice = price;
        tradeNumber++;
        var makerFee = Fill(maker, quantity, price, maker.Terms.MakerBasisPoints);
        maker.Visible -= quantity;
        if (maker.Remaining == 0)
        {
            working.Remove(maker);
        }
        else
        {
            ShowNextSlice(maker);
        }

        Say(maker, "Filled", maker.Remaining == 0 ? "Filled" : "PartiallyFilled", tradePrice: price, prevented: quantity, trade: tradeNumber, fee: makerFee);
        var takerFee = Fill(taker, quantity, price, taker.Terms.TakerBasisPoints);
        Say(taker, "Filled", taker.Remaining == 0 ? "Filled" : "PartiallyFilled", tradePrice: price, prevented: quantity, trade: tradeNumber, fee: takerFee);
    }

    private Int128 Fill(Working order, long quantity, long price, int basisPoints)
    {
        var received = order.Terms.IsBuy ? (BigInteger)quantity * baseUnitsPerLot : (BigInteger)quantity * price * quoteUnitsPerTickLot;
        var fee = (Int128)(((received * basisPoints) + 9_999) / 10_000);
        order.Remaining -= quantity;
        order.Executed += quantity;
        order.ExecutedQuote += quantity * price;
        order.Fees += fee;
        order.Sequence++;
        return fee;
    }

    private void ShowNextSlice(Working order)
    {
        if (order.Visible == 0)
        {
            order.Visible = Math.Min(order.Terms.Peak!.Value, order.Remaining);
            order.Priority = ++priority;
        }
    }

    /// <returns>True when the taker ends.</returns>
    private bool Prevent(Working taker, Working maker, long quantity)
    {
        switch (taker.Terms.Prevention)
        {
            case "ExpireTaker":
                return true;
            case "ExpireMaker":
                End(maker, "ExpiredInMatch");
                return false;
            case "ExpireBoth":
                End(maker, "ExpiredInMatch");
                return true;
        }

        if (maker.Remaining == quantity)
        {
            End(maker, "ExpiredInMatch", quantity);
        }
        else
        {
            maker.Remaining -= quantity;
            maker.Visible -= quantity;
            maker.Sequence++;
            ShowNextSlice(maker);
            Say(maker, "Prevented", maker.OpenStatus, prevented: quantity);
        }

        taker.Remaining -= quantity;
        taker.Budget -= taker.Terms.HasLimit ? 0 : quantity * maker.Terms.Price!.Value;
        if (taker.Remaining == 0)
        {
            return true;
        }

        taker.Sequence++;
        Say(taker, "Prevented", taker.OpenStatus, prevented: quantity);
        return false;
    }

    /// <summary>Plays the trading of a fill-or-kill order through on the side, without its effects.</summary>
    private bool CanFill(Working taker)
    {
        var left = taker.Remaining;
        var queue = working
            .Where(order => order.Place == "Book" && order.Terms.IsBuy != taker.Terms.IsBuy && taker.Accepts(order.Terms.Price!.Value))
            .Select(order => (Order: order, order.Remaining, order.Visible, order.Priority))
            .ToList();
        var next = priority;
        while (left > 0 && queue.Count > 0)
        {
            var best = queue.OrderBy(item => taker.Terms.IsBuy ? item.Order.Terms.Price : -item.Order.Terms.Price).ThenBy(item => item.Priority).First();
            queue.Remove(best);
            if (best.Order.Terms.Owner == taker.Terms.Owner && taker.Terms.Prevention != "None")
            {
                if (taker.Terms.Prevention != "ExpireMaker")
                {
                    return false;
                }

                continue;
            }

            left -= best.Visible;
            var remaining = best.Remaining - best.Visible;
            if (remaining > 0)
            {
                queue.Add((best.Order, remaining, Math.Min(best.Order.Terms.Peak!.Value, remaining), ++next));
            }
        }

        return left <= 0;
    }

    private string EndOf(Working taker)
    {
        if (!taker.Terms.ByQuote || taker.Executed == 0)
        {
            return "Expired";
        }

        var oneLot = Best(taker)?.Terms.Price ?? lastPrice;
        return taker.Budget - taker.ExecutedQuote < oneLot ? "Filled" : "Expired";
    }

    /// <summary>Triggers what a trade at the price meets.</summary>
    private void Elect(long price)
    {
        var met = working.Where(order => order.Place == "Waiting" && order.WaitsForRise && order.Terms.Trigger <= price)
            .OrderBy(order => order.Terms.Trigger).ThenBy(order => order.Priority)
            .Concat(working.Where(order => order.Place == "Waiting" && !order.WaitsForRise && order.Terms.Trigger >= price)
                .OrderByDescending(order => order.Terms.Trigger).ThenBy(order => order.Priority));
        foreach (var order in met.ToList())
        {
            order.Sequence++;
            order.Priority = ++priority;
            order.Place = order.Terms.TrailingBasisPoints is null ? "Triggered" : "Tracking";
            order.Watermark = order.Place == "Tracking" ? price : null;
            Say(order, order.Place, "New", tradePrice: order.Watermark ?? 0);
        }

        foreach (var order in working.Where(order => order.Place == "Tracking").OrderBy(order => order.Priority).ToList())
        {
            Track(order, price);
        }
    }

    private void Track(Working order, long price)
    {
        var best = order.Watermark ?? price;
        best = order.Terms.IsBuy ? Math.Min(best, price) : Math.Max(best, price);
        order.Watermark = best;
        var points = order.Terms.TrailingBasisPoints!.Value;
        var isMet = order.Terms.IsBuy
            ? (BigInteger)price * 10_000 >= (BigInteger)best * (10_000 + points)
            : (BigInteger)price * 10_000 <= (BigInteger)best * (10_000 - points);
        if (isMet)
        {
            order.Sequence++;
            order.Priority = ++priority;
            order.Place = "Triggered";
            Say(order, "Triggered", "New");
        }
    }

    private void WorkTriggered()
    {
        while (working.Where(order => order.Place == "Triggered").MinBy(order => order.Priority) is { } order)
        {
            EndPartner(order, "Expired");
            working.Remove(order);
            order.Priority = ++priority;
            order.Place = "Activated";
            SetWorstPrice(order);
            Say(order, "Activated", "New");
            Trade(order);
        }
    }

    private void SetWorstPrice(Working order)
    {
        var own = order.Terms.Price ?? (order.Terms.IsBuy ? long.MaxValue : 0);
        var hasBand = !order.Terms.HasLimit && bandPercent > 0 && lastPrice > 0;
        order.WorstPrice = !hasBand ? own : order.Terms.IsBuy ? Math.Min(own, HighestInBand) : Math.Max(own, LowestInBand);
    }
}
