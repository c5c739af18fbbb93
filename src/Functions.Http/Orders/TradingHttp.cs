using CryptoVault.Functions.Http.Fees;
using CryptoVault.Functions.Http.Markets;
using CryptoVault.Markets;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Orders;

/// <summary>Composes trading's part of the HTTP app.</summary>
internal static class TradingHttp
{
    public static IServiceCollection AddTradingHttp(this IServiceCollection services) =>
        services.AddTrading().AddHttpJson(MarketsHttpJson.Default).AddHttpJson(FeesHttpJson.Default).AddHttpJson(OrdersHttpJson.Default);
}
