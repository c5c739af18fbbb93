using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Load.Orders;

/// <summary>The prices and sizes that the load plays with, in whole ticks and lots.</summary>
/// <param name="Symbol">The market.</param>
/// <param name="MidTicks">The price around which the orders lie.</param>
/// <param name="PricePlaces">Decimal places of a tick.</param>
/// <param name="StepTicks">The distance between two price levels that are used.</param>
/// <param name="UnitLots">The smallest quantity that is used.</param>
/// <param name="QuantityPlaces">Decimal places of a lot.</param>
internal sealed record MarketShape(string Symbol, long MidTicks, int PricePlaces, long StepTicks, long UnitLots, int QuantityPlaces)
{
    private const int BasisPoints = 10_000;

    /// <summary>Asks the host for the market's rules and its price.</summary>
    public static async Task<MarketShape> ReadAsync(Api api, string symbol)
    {
        var market = (await api.GetAsync($"api/v1/markets/{symbol}")).Expect(200);
        var ticker = (await api.GetAsync($"api/v1/market-data/ticker/{symbol}")).Expect(200);
        var price = ticker.Body.TextOrNull("last") ?? ticker.Body.TextOrNull("referencePrice")
            ?? throw new UnexpectedException(ticker.Request, "a last or reference price", ticker.Text);
        var (tick, lot) = (market["tick"], market["lot"]);
        var (pricePlaces, quantityPlaces) = (Places(tick), Places(lot));
        var tickUnits = Units.Parse(tick, pricePlaces);
        var mid = Units.Parse(Cut(price, pricePlaces), pricePlaces) / tickUnits;
        var lotUnits = Units.Parse(lot, quantityPlaces);
        var smallest = Units.Parse(market["minQuantity"], quantityPlaces) / lotUnits;
        var notional = Units.Parse(market["minNotional"], 8) * 3 / 2;
        var lotPrice = Units.Parse(Cut(price, 8), 8) * lotUnits / Units.Power(quantityPlaces);
        var enough = Int128.Max(smallest, (notional / Int128.Max(lotPrice, 1)) + 1);
        return tickUnits == 1 && lotUnits == 1
            ? new MarketShape(symbol, (long)mid, pricePlaces, Math.Max(1, (long)mid / BasisPoints), (long)enough, quantityPlaces)
            : throw new UnexpectedException(market.Request, "a tick and lot that are powers of ten", market.Text);
    }

    private static int Places(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').Split('.')[1].Length : 0;

    private static string Cut(string text, int places)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? text : text[..Math.Min(text.Length, point + 1 + places)].TrimEnd('.');
    }
}

/// <summary>
/// One customer's orders: 45 % rest beside the mid price, 55 % reach across it and trade with what rests (immediate or
/// cancel, so that the book neither empties nor grows without end). Writes each request into one buffer.
/// </summary>
internal sealed class OrderFlow(LoadUser user, MarketShape market, string runId, int number)
{
    private const int PassivePercent = 45;
    private const int Levels = 10;
    private const int MostUnits = 5;

    private readonly Random random = new(number);
    private readonly byte[] body = new byte[512];
    private readonly byte[] request = new byte[4096];
    private int placed;

    /// <summary>The next order's request.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        var isBuy = random.Next(2) == 0;
        var isPassive = random.Next(100) < PassivePercent;
        var offset = market.StepTicks * (isPassive ? -random.Next(1, Levels + 1) : Levels + 2);
        var ticks = market.MidTicks + (isBuy ? offset : -offset);
        var lots = market.UnitLots * random.Next(1, MostUnits + 1);
        Utf8.TryWrite(
            body, CultureInfo.InvariantCulture,
            $$"""{"symbol":"{{market.Symbol}}","side":"{{(isBuy ? "buy" : "sell")}}","type":"limit","timeInForce":"{{(isPassive ? "GTC" : "IOC")}}","price":"{{new Plain(ticks, market.PricePlaces)}}","quantity":"{{new Plain(lots, market.QuantityPlaces)}}","clientOrderId":"{{runId}}-{{number}}-{{placed++}}"}""",
            out var bodyLength);
        user.PlaceHead.CopyTo(request, 0);
        Utf8.TryWrite(request.AsSpan(user.PlaceHead.Length), CultureInfo.InvariantCulture, $"{bodyLength}\r\n\r\n", out var rest);
        body.AsSpan(0, bodyLength).CopyTo(request.AsSpan(user.PlaceHead.Length + rest));
        return request.AsMemory(0, user.PlaceHead.Length + rest + bodyLength);
    }

    /// <summary>Whole steps, written as a plain decimal without an allocation.</summary>
    private readonly struct Plain(long steps, int places) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> destination, out int written, ReadOnlySpan<char> format, IFormatProvider? provider)
        {
            var one = (long)Units.Power(places);
            if (places == 0)
            {
                return steps.TryFormat(destination, out written, default, provider);
            }

            if (!(steps / one).TryFormat(destination, out written, default, provider) || destination.Length < written + 1 + places)
            {
                return false;
            }

            destination[written++] = (byte)'.';
            for (var (digit, rest) = (places - 1, steps % one); digit >= 0; digit--, rest /= 10)
            {
                destination[written + digit] = (byte)('0' + (rest % 10));
            }

            written += places;
            return true;
        }
    }
}
