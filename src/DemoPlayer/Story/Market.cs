using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer.Story;

/// <summary>The market of this play, and its exact arithmetic.</summary>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Base">What is traded.</param>
/// <param name="Quote">What it is paid with.</param>
/// <param name="BaseScale">Decimal places of the base asset.</param>
/// <param name="QuoteScale">Decimal places of the quote asset.</param>
/// <param name="BasePrice">The whole price that the story plays around, in units of the quote asset.</param>
internal sealed record Market(string Symbol, string Base, string Quote, int BaseScale, int QuoteScale, Int128 BasePrice)
{
    public const string Tick = "0.01";
    public const string Lot = "0.00001";
    public const int MakerFeeBp = 8;
    public const int TakerFeeBp = 12;

    private const string SymbolNote = "market";
    private const string PriceNote = "market price";

    /// <summary>The market that the play chose.</summary>
    public static Market Of(Stage stage)
    {
        var symbol = stage.State.Notes[SymbolNote];
        var assets = symbol.Split('-');
        var price = stage.State.Notes.GetValueOrDefault(PriceNote) ?? "0";
        var (baseScale, quoteScale) = (stage.ScaleOf(assets[0]), stage.ScaleOf(assets[1]));
        return new Market(symbol, assets[0], assets[1], baseScale, quoteScale, Units.Parse(price, quoteScale));
    }

    public static void Choose(Stage stage, string symbol) => stage.State.Note(SymbolNote, symbol);

    public static void PriceAt(Stage stage, string price) => stage.State.Note(PriceNote, price);

    public static bool IsChosen(Stage stage) => stage.State.Knows(SymbolNote);

    /// <summary>That many lots of the base asset.</summary>
    public Int128 Lots(int lots) => lots * Units.Parse(Lot, BaseScale);

    /// <summary>The story's price plus an offset.</summary>
    public Int128 Price(string offset) => BasePrice + Units.Parse(offset, QuoteScale);

    /// <summary>What a quantity costs at a price; exact, by the market's rule that tick x lot is a whole number of units.</summary>
    public Int128 Notional(Int128 quantity, Int128 price)
    {
        var (notional, rest) = Int128.DivRem(quantity * price, Units.Power(BaseScale));
        return rest == 0 ? notional : throw new UnexpectedException(Symbol, "an exact notional", $"{quantity} x {price}");
    }

    /// <summary>Half of what a lot costs at a price, in whole tick-lots.</summary>
    public Int128 HalfLot(Int128 price)
    {
        var half = Notional(Lots(1), price) / 2;
        return half - (half % Notional(Lots(1), Units.Parse(Tick, QuoteScale)));
    }

    public string Told(Int128 price) => Units.Format(price, QuoteScale);

    public string ToldQuantity(Int128 quantity) => Units.Format(quantity, BaseScale);

    /// <summary>A fee in what is received, rounded up toward the house.</summary>
    public static Int128 Fee(Int128 received, int basisPoints) => Units.DivideUp(received * basisPoints, 10_000);
}

/// <summary>The admin creates the market.</summary>
internal sealed class MarketOpening(Stage stage)
{
    private static readonly string[] Candidates = ["BTC-USDC", "ETH-USDC"];
    private static readonly Dictionary<string, string> FallbackPrices = new() { ["BTC"] = "60000", ["ETH"] = "3000" };

    /// <summary>Creates a market that the host does not have yet (or plays on one of an earlier play, when its book is empty).</summary>
    public async Task<string> OpenAsync()
    {
        if (!Market.IsChosen(stage))
        {
            Market.Choose(stage, await ChooseAsync());
        }

        var market = Market.Of(stage);
        var created = await stage.People.PostAsync(stage.Admin, "api/v1/admin/markets", Definition(market));
        if (created.Status == 409)
        {
            created = await stage.Api.GetAsync($"api/v1/markets/{market.Symbol}");
        }

        created.Expect(200, 201);
        foreach (var (member, value) in Definition(market))
        {
            var told = created.Body.TextOf(member);
            if (Canonical(told) != Canonical(value!.ToString()))
            {
                throw new UnexpectedException($"Market {market.Symbol}", $"{member} {value}", told);
            }
        }

        stage.Journal.Add("market", stage.Admin.Email, ("symbol", market.Symbol));
        Market.PriceAt(stage, await ReferencePriceAsync(market));
        return $"{market.Symbol}, tick {Market.Tick}, lot {Market.Lot}, fees {Market.MakerFeeBp}/{Market.TakerFeeBp} bp, around {stage.State.Notes["market price"]}";
    }

    private async Task<string> ChooseAsync()
    {
        foreach (var candidate in Candidates)
        {
            if ((await stage.Api.GetAsync($"api/v1/markets/{candidate}")).Status == 404)
            {
                return candidate;
            }
        }

        foreach (var candidate in Candidates)
        {
            var depth = (await stage.Api.GetAsync($"api/v1/market-data/depth/{candidate}")).Expect(200);
            if (depth.Body.GetProperty("bids").GetArrayLength() == 0 && depth.Body.GetProperty("asks").GetArrayLength() == 0)
            {
                return candidate;
            }
        }

        throw new UnexpectedException("Choosing a market", $"one of {string.Join(", ", Candidates)} missing or with an empty book", "all have orders");
    }

    /// <summary>The same text for the same number: 100 and 100.000.</summary>
    private static string Canonical(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    private static JsonObject Definition(Market market) => new()
    {
        ["symbol"] = market.Symbol,
        ["base"] = market.Base,
        ["quote"] = market.Quote,
        ["tick"] = Market.Tick,
        ["lot"] = Market.Lot,
        ["minQuantity"] = "0.0001",
        ["maxQuantity"] = "100",
        ["minNotional"] = "0.25",
        ["maxNotional"] = "1000000",
        ["priceBandPercent"] = 20,
        ["makerFeeBp"] = Market.MakerFeeBp,
        ["takerFeeBp"] = Market.TakerFeeBp,
        ["maxOpenOrdersPerUser"] = 50,
    };

    /// <summary>The reference price, whole: of the market itself, else of the same base in USDT, else a plausible one.</summary>
    private async Task<string> ReferencePriceAsync(Market market)
    {
        foreach (var symbol in new[] { market.Symbol, market.Base })
        {
            var ticker = await stage.Api.GetAsync($"api/v1/market-data/ticker/{symbol}");
            if (ticker.Status == 200 && ticker.Body.TextOrNull("referencePrice") is { } price)
            {
                return price.Split('.')[0];
            }
        }

        return FallbackPrices[market.Base];
    }
}
