using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CryptoVault.Money;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalHost.MarketMaking;

/// <summary>
/// One market that the market maker quotes. It keeps nothing that the exchange does not know: each look reads the
/// reference price and its own open orders, and when they do not fit it takes away what it does not want and adds what is
/// missing. So a restart, or an answer that got lost, needs no care.
/// </summary>
internal sealed class QuotedMarket(string symbol, ExchangeClient exchange, AssetCatalog assets, MarketMakerOptions options, ILogger logger)
{
    private (MarketGrid Grid, Asset Base, Asset Quote)? market;
    private Int128 center;
    private int placed;

    /// <summary>Looks at the market once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var (grid, inBase, inQuote) = market ??= await ReadMarketAsync(cancellation);
        var ticker = await exchange.SendAsync(HttpMethod.Get, $"api/v1/market-data/ticker/{symbol}", null, cancellation);
        var open = await ReadOpenAsync(inBase, inQuote, cancellation);
        if (ticker.GetProperty("referenceStale").GetBoolean() || ticker.GetProperty("referencePrice").GetString() is not { } reference)
        {
            await CancelAsync(open.Keys, cancellation); // nobody knows what it is worth
            (center, placed) = (0, 0);
            return;
        }

        var price = Units(reference, inQuote.Scale);
        if (open.Count == placed && !Quoting.HasMoved(center, price, options.MoveBasisPoints))
        {
            return;
        }

        var inventory = await ReadInventoryAsync(inBase, inQuote, cancellation);
        var wanted = Quoting.Around(price, grid, inventory, MoneyMath.PowerOfTen(inQuote.Scale), options);
        var kept = open.Where(order => wanted.Contains(order.Value)).ToDictionary();
        await CancelAsync(open.Keys.Except(kept.Keys), cancellation);
        foreach (var quote in wanted.Except(kept.Values))
        {
            await PlaceAsync(quote, inBase, inQuote, cancellation);
        }

        // What it has now is what it compares with next time, whether all was accepted or not.
        (center, placed) = (price, (await ReadOpenAsync(inBase, inQuote, cancellation)).Count);
    }

    private async Task<(MarketGrid Grid, Asset Base, Asset Quote)> ReadMarketAsync(CancellationToken cancellation)
    {
        var terms = await exchange.SendAsync(HttpMethod.Get, $"api/v1/markets/{symbol}", null, cancellation);
        var (inBase, inQuote) = (assets.Get(Text(terms, "base")), assets.Get(Text(terms, "quote")));
        return (
            new MarketGrid(
                Units(Text(terms, "tick"), inQuote.Scale), Units(Text(terms, "lot"), inBase.Scale), MoneyMath.PowerOfTen(inBase.Scale), Units(Text(terms, "minNotional"), inQuote.Scale)),
            inBase, inQuote);
    }

    private async Task<Dictionary<string, WantedQuote>> ReadOpenAsync(Asset inBase, Asset inQuote, CancellationToken cancellation)
    {
        var orders = await exchange.SendAsync(HttpMethod.Get, $"api/v1/orders?status=open&symbol={symbol}&limit=100", null, cancellation);
        return orders.GetProperty("items").EnumerateArray().ToDictionary(
            static order => Text(order, "orderId"),
            order => new WantedQuote(
                Text(order, "side") == "buy", Units(Text(order, "price"), inQuote.Scale),
                Units(Text(order, "quantity"), inBase.Scale) - Units(Text(order, "executedQuantity"), inBase.Scale)));
    }

    private async Task<Inventory> ReadInventoryAsync(Asset inBase, Asset inQuote, CancellationToken cancellation)
    {
        var balances = (await exchange.SendAsync(HttpMethod.Get, "api/v1/wallet/balances", null, cancellation)).GetProperty("items").EnumerateArray().ToList();
        Int128 Of(Asset asset, string name) =>
            balances.FirstOrDefault(balance => Text(balance, "asset") == asset.Code) is { ValueKind: JsonValueKind.Object } found ? Units(Text(found, name), asset.Scale) : 0;

        return new Inventory(Of(inBase, "total"), Of(inBase, "available"), Of(inQuote, "total"), Of(inQuote, "available"));
    }

    private async Task CancelAsync(IEnumerable<string> orders, CancellationToken cancellation)
    {
        foreach (var order in orders)
        {
            try
            {
                await exchange.SendAsync(HttpMethod.Delete, $"api/v1/orders/{order}", null, cancellation);
            }
            catch (ExchangeRefusalException refusal) when (refusal.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                logger.LogDebug(refusal, "Order {Order} ended before it was canceled.", order);
            }
        }
    }

    private async Task PlaceAsync(WantedQuote quote, Asset inBase, Asset inQuote, CancellationToken cancellation)
    {
        var order = new JsonObject
        {
            ["symbol"] = symbol, ["side"] = quote.IsBuy ? "buy" : "sell", ["type"] = "limit",
            ["price"] = inQuote.Format(quote.Price), ["quantity"] = inBase.Format(quote.Quantity), ["selfTradePrevention"] = "expire_maker",
        };
        try
        {
            await exchange.SendAsync(HttpMethod.Post, "api/v1/orders", order, cancellation);
        }
        catch (ExchangeRefusalException refusal) when (refusal.Status is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            logger.LogDebug(refusal, "A quote in {Symbol} was refused.", symbol); // money or band moved meanwhile; the next look sees it
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static Int128 Units(string text, int scale) => DecimalText.TryParse(text, scale, out var units) == DecimalTextError.None
        ? units
        : throw new FormatException($"'{text}' is no amount with {scale} decimal places.");
}
