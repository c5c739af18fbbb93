using System.Text.Json;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>
/// The trading hours. Ana sells, Ben buys; orders rest, cross, partly fill, expire and are cancelled. After each step both
/// customers' balances are compared to the last unit, fees included.
/// </summary>
internal sealed class Trading(Stage stage)
{
    private static readonly int[] TradedLotsNewestFirst = [600, 200, 500, 2999, 2001];

    private readonly Orders orders = new(stage);
    private readonly TradeBooks books = new(stage);

    public IEnumerable<Step> Steps =>
    [
        new("Ana's sell order rests in the book", RestAsync, () => books.Rest(stage.Ana, "sell", Lots(5000), Price("0.37"))),
        new("Ben's buy crosses it and fills a part, at Ana's better price", CrossAsync, () => books.MakerSold(Lots(2001), Price("0.37"))),
        new("Ben's immediate-or-cancel buy takes the rest; what is left of it expires", TakeRestAsync, () => books.MakerSold(Lots(2999), Price("0.37"))),
        new("An order sent twice is one order; another under its id is refused", RepeatAsync, () => { }),
        new("An order between two lots is refused, and the nearest valid quantity named", RefuseAsync, () => { }),
        new("Ana rests two more sells", RestTwoAsync, BookTwo),
        new("Ben's market buy for an amount walks both levels, down to the last lot", WalkAsync, BookWalk),
        new("Ana cancels what is left; a second cancel is refused", CancelAsync, () => books.Unrest(stage.Ana, "sell", Lots(300), Price("2.22"))),
        new("Ben's buy rests; Ana's market sell fills a part of it; Ben cancels the rest", SellIntoAsync, BookSellInto),
        new("The customers' own trades and the market's are complete", CompareTradesAsync, () => { }),
    ];

    private Market Market => Market.Of(stage);

    private Int128 Lots(int lots) => Market.Lots(lots);

    private Int128 Price(string offset) => Market.Price(offset);

    private async Task<string> RestAsync()
    {
        var (quantity, price) = (Lots(5000), Price("0.37"));
        await orders.PlaceAsync(stage.Ana, "a1", orders.Limit("sell", quantity, price), new Outcome("new", 0, 0));
        await ExpectBestAskAsync(price, quantity);
        return $"{Market.ToldQuantity(quantity)} {Market.Base} at {Market.Told(price)}; the depth shows it";
    }

    private async Task<string> CrossAsync()
    {
        var quantity = Lots(2001);
        var order = await orders.PlaceAsync(
            stage.Ben, "b1", orders.Limit("buy", quantity, Price("10.37")), new Outcome("filled", quantity, 1));
        var fill = order.GetProperty("fills")[0];
        ExpectFill(fill, quantity, Price("0.37"), Market.Fee(quantity, Market.TakerFeeBp), Market.BaseScale, "taker");
        await orders.ExpectAsync(stage.Ana, "a1", new Outcome("partially_filled", quantity, 1));
        return $"{Market.ToldQuantity(quantity)} at {fill.TextOf("price")}, fee {fill.TextOf("fee")} {fill.TextOf("feeAsset")}";
    }

    private async Task<string> TakeRestAsync()
    {
        var order = await orders.PlaceAsync(
            stage.Ben, "b2", orders.Limit("buy", Lots(4000), Price("0.37"), "IOC"), new Outcome("expired", Lots(2999), 1));
        await orders.ExpectAsync(stage.Ana, "a1", new Outcome("filled", Lots(5000), 2));
        return $"{order.TextOf("executedQuantity")} of {order.TextOf("quantity")}";
    }

    private async Task<string> RepeatAsync()
    {
        var again = (await orders.RefusedAsync(stage.Ben, "b1", orders.Limit("buy", Lots(2001), Price("10.37")))).Expect(200, 201);
        if (again["orderId"] != stage.State.Notes["b1"])
        {
            throw new UnexpectedException("The repeated order", stage.State.Notes["b1"], again["orderId"]);
        }

        var other = await orders.RefusedAsync(stage.Ben, "b1", orders.Limit("buy", Lots(2002), Price("10.37")));
        return other.ExpectProblem(409, "DUPLICATE_CLIENT_ORDER_ID").Code!;
    }

    private async Task<string> RefuseAsync()
    {
        var order = orders.Limit("buy", Lots(2001), Price("0"));
        order["quantity"] = "0.020014";
        var refused = await orders.RefusedAsync(stage.Ben, "between-lots", order);
        var error = refused.Status is 400 or 422 && refused.Body.TryGetProperty("errors", out var errors) && errors.GetArrayLength() > 0
            ? errors[0]
            : throw new UnexpectedException(refused.Request, "a problem that names the field", refused.ToString());
        return error.TextOf("pointer") == "/quantity" && Units.Parse(error.TextOf("nearest"), Market.BaseScale) == Lots(2001)
            ? $"sent 0.020014, nearest {error.TextOf("nearest")}"
            : throw new UnexpectedException(refused.Request, "pointer /quantity, nearest 0.02001", refused.ToString());
    }

    private async Task<string> RestTwoAsync()
    {
        await orders.PlaceAsync(stage.Ana, "a2", orders.Limit("sell", Lots(500), Price("1.11")), new Outcome("new", 0, 0));
        await orders.PlaceAsync(stage.Ana, "a3", orders.Limit("sell", Lots(500), Price("2.22")), new Outcome("new", 0, 0));
        return $"at {Market.Told(Price("1.11"))} and {Market.Told(Price("2.22"))}";
    }

    private void BookTwo()
    {
        books.Rest(stage.Ana, "sell", Lots(500), Price("1.11"));
        books.Rest(stage.Ana, "sell", Lots(500), Price("2.22"));
    }

    private async Task<string> WalkAsync()
    {
        // Enough for 700 lots and for half a lot more, which cannot be bought.
        var amount = Market.Notional(Lots(500), Price("1.11")) + Market.Notional(Lots(200), Price("2.22"))
            + Market.HalfLot(Price("2.22"));
        var order = await orders.PlaceAsync(stage.Ben, "b3", orders.MarketBuyFor(amount), new Outcome("filled", Lots(700), 2));
        await orders.ExpectAsync(stage.Ana, "a2", new Outcome("filled", Lots(500), 1));
        await orders.ExpectAsync(stage.Ana, "a3", new Outcome("partially_filled", Lots(200), 1));
        return $"{order.TextOf("executedQuote")} of {Market.Told(amount)} {Market.Quote} spent";
    }

    private void BookWalk()
    {
        books.MakerSold(Lots(500), Price("1.11"));
        books.MakerSold(Lots(200), Price("2.22"));
    }

    private async Task<string> CancelAsync()
    {
        await orders.CancelAsync(stage.Ana, "a3", new Outcome("canceled", Lots(200), 1));
        var again = await stage.People.AskAsync(stage.Ana, HttpMethod.Delete, $"api/v1/orders/{stage.State.Notes["a3"]}");
        return $"{Market.ToldQuantity(Lots(300))} {Market.Base} released; {again.ExpectProblem(409, "ORDER_CLOSED").Code}";
    }

    private async Task<string> SellIntoAsync()
    {
        // A repeat of this step finds the order further on than "new".
        if (!stage.State.Knows("b4"))
        {
            await orders.PlaceAsync(stage.Ben, "b4", orders.Limit("buy", Lots(1000), Price("-50")), new Outcome("new", 0, 0));
        }

        var sold = await orders.PlaceAsync(stage.Ana, "a4", orders.MarketSell(Lots(600)), new Outcome("filled", Lots(600), 1));
        await orders.CancelAsync(stage.Ben, "b4", new Outcome("canceled", Lots(600), 1));
        return $"{sold.TextOf("executedQuantity")} {Market.Base} for {sold.TextOf("executedQuote")} {Market.Quote}";
    }

    private void BookSellInto()
    {
        books.Rest(stage.Ben, "buy", Lots(1000), Price("-50"));
        books.MakerBought(Lots(600), Price("-50"));
        books.Unrest(stage.Ben, "buy", Lots(400), Price("-50"));
    }

    private async Task<string> CompareTradesAsync()
    {
        var own = new Dictionary<string, int>();
        foreach (var person in stage.Books.Owners)
        {
            own[person.Name] = (await stage.People.GetAsync(person, $"api/v1/trades?symbol={Market.Symbol}&limit=100")).Expect(200).Items.Count();
        }

        if (own.Values.Any(count => count != 5))
        {
            throw new UnexpectedException("Own trades", "5 each", string.Join(", ", own));
        }

        var newest = (await stage.Api.GetAsync($"api/v1/market-data/trades/{Market.Symbol}?limit=5")).Expect(200).Items.ToList();
        var told = string.Join(", ", newest.Select(trade => Market.ToldQuantity(Units.Parse(trade.TextOf("quantity"), Market.BaseScale))));
        var expected = string.Join(", ", TradedLotsNewestFirst.Select(lots => Market.ToldQuantity(Lots(lots))));
        return told == expected ? $"5 each: {told}" : throw new UnexpectedException("The market's newest trades", expected, told);
    }

    private async Task ExpectBestAskAsync(Int128 price, Int128 quantity)
    {
        await stage.UntilAsync(
            $"the best ask to be {Market.ToldQuantity(quantity)} at {Market.Told(price)}",
            async () =>
            {
                var depth = (await stage.Api.GetAsync($"api/v1/market-data/depth/{Market.Symbol}?levels=5")).Expect(200);
                var asks = depth.Body.GetProperty("asks");
                var isThere = asks.GetArrayLength() > 0
                    && Units.Parse(asks[0][0].GetString()!, Market.QuoteScale) == price
                    && Units.Parse(asks[0][1].GetString()!, Market.BaseScale) == quantity;
                return (isThere ? depth : null, depth.Text);
            });
    }

    private void ExpectFill(JsonElement fill, Int128 quantity, Int128 price, Int128 fee, int feeScale, string liquidity)
    {
        var isRight = Units.Parse(fill.TextOf("quantity"), Market.BaseScale) == quantity
            && Units.Parse(fill.TextOf("price"), Market.QuoteScale) == price
            && Units.Parse(fill.TextOf("fee"), feeScale) == fee
            && fill.TextOf("liquidity") == liquidity;
        if (!isRight)
        {
            throw new UnexpectedException(
                "The fill", $"{Market.ToldQuantity(quantity)} at {Market.Told(price)}, fee {Units.Format(fee, feeScale)}, {liquidity}", fill.GetRawText());
        }
    }
}
