using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Markets;
using CryptoVault.Orders;

namespace CryptoVault.Functions.Http.Markets;

internal sealed record CreateMarketRequest(
    string Symbol, string Base, string Quote, string Tick, string Lot, string MinQuantity, string MaxQuantity, string MinNotional, string MaxNotional,
    int PriceBandPercent, int MakerFeeBp, int TakerFeeBp, int MaxOpenOrdersPerUser) : IChecked
{
    public SelfTradePrevention SelfTradePrevention { get; init; }

    public void Check(FieldChecks check)
    {
        check.Text("/symbol", Symbol, 5, 21);
        check.Text("/base", Base, 2, 10);
        check.Text("/quote", Quote, 2, 10);
    }

    public MarketTerms ToTerms() => new(
        Symbol, Base, Quote, Tick, Lot, MinQuantity, MaxQuantity, MinNotional, MaxNotional, PriceBandPercent, MakerFeeBp, TakerFeeBp, MaxOpenOrdersPerUser)
    {
        SelfTradePrevention = SelfTradePrevention,
    };
}

internal sealed record ChangeMarketRequest(MarketStatus Status);

internal sealed record MarketList(IReadOnlyList<MarketView> Items);

internal sealed record MarketView(
    string Symbol, string Base, string Quote, MarketStatus Status, string Tick, string Lot, string MinQuantity, string MaxQuantity,
    string MinNotional, string MaxNotional, string MaxPrice, int PriceBandPercent, int MakerFeeBp, int TakerFeeBp, int MaxOpenOrdersPerUser,
    SelfTradePrevention SelfTradePrevention)
{
    public static MarketView Of(Market market)
    {
        var terms = market.Definition;
        return new MarketView(
            market.Symbol, terms.Base, terms.Quote, terms.Status,
            market.Quote.FormatShort(terms.Tick), market.Base.FormatShort(terms.Lot), market.Base.FormatShort(terms.MinQuantity), market.Base.FormatShort(terms.MaxQuantity),
            market.Quote.FormatShort(terms.MinNotional), market.Quote.FormatShort(terms.MaxNotional), market.Quote.FormatShort(market.MaxPrice.Units),
            terms.PriceBandPercent, terms.MakerFeeBasisPoints, terms.TakerFeeBasisPoints, terms.MaxOpenOrdersPerUser, terms.SelfTradePrevention);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CreateMarketRequest))]
[JsonSerializable(typeof(ChangeMarketRequest))]
[JsonSerializable(typeof(MarketList))]
internal sealed partial class MarketsHttpJson : JsonSerializerContext;
