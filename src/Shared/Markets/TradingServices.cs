using CryptoVault.Fees;
using CryptoVault.Ledger.Verification;
using CryptoVault.MarketData;
using CryptoVault.MarketData.Candles;
using CryptoVault.MarketData.Streams;
using CryptoVault.Matching;
using CryptoVault.Orders;
using CryptoVault.Orders.Lists;
using CryptoVault.Orders.Placing;
using CryptoVault.Orders.Queries;
using CryptoVault.Orders.Settling;
using CryptoVault.Prices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Markets;

/// <summary>Registers trading.</summary>
public static class TradingServices
{
    /// <summary>
    /// What both apps share where they share a process, so that answers and market data need no polling:
    /// register it once with the shared ports. (Each app registers its own where nothing was.)
    /// </summary>
    public static IServiceCollection AddTradingSignals(this IServiceCollection services)
    {
        services.TryAddSingleton<MarketSignals>();
        services.TryAddSingleton<IOrderAnswers, OrderAnswers>();
        return services;
    }

    /// <summary>For the HTTP app: markets, orders, market data.</summary>
    public static IServiceCollection AddTrading(this IServiceCollection services)
    {
        services.AddTradingSignals();
        services.TryAddSingleton<ReferencePrices>();
        services.TryAddSingleton<MarketCatalog>();
        services.AddSingleton<CreateMarket>();
        services.AddSingleton<ChangeMarketStatus>();
        services.AddSingleton<PublicMarketData>();
        services.AddHostedService(provider => provider.GetRequiredService<PublicMarketData>());
        services.AddSingleton<PublicCandles>();
        services.AddSingleton<MarketStreams>();
        services.AddHostedService(provider => provider.GetRequiredService<MarketStreams>());
        services.AddSingleton<IBandReference>(provider => provider.GetRequiredService<PublicMarketData>());
        services.TryAddSingleton(new OrderOptions());
        services.AddSingleton<EngineLoad>();
        services.AddFees();
        services.AddSingleton<OrderIntake>();
        services.AddSingleton<PlaceOrder>();
        services.AddSingleton<ReplaceOrder>();
        services.AddSingleton<PlaceOrderList>();
        services.AddSingleton<CancelOrderList>();
        services.AddSingleton<OrderListQueries>();
        services.AddSingleton<IVisibleDepth>(provider => provider.GetRequiredService<PublicMarketData>());
        services.AddSingleton<TestOrder>();
        services.AddSingleton<PreviewOrder>();
        services.AddSingleton<ReduceOrder>();
        services.AddSingleton<CancelOrders>();
        services.AddSingleton<CancelOrder>();
        services.AddSingleton<OrderQueries>();
        services.AddOrderHolds();
        return services;
    }

    /// <summary>For the workflows app: matching and settlement.</summary>
    public static IServiceCollection AddMatching(this IServiceCollection services)
    {
        services.AddTradingSignals();
        services.TryAddSingleton(new EngineOptions());
        services.AddSingleton<MarketEngines>();
        services.AddSingleton<ProjectCandles>();
        services.AddVolumes();
        services.AddSingleton<SettleOrders>();
        services.AddSingleton<RejectLostOrders>();
        services.AddSingleton<MarketCatalog>();
        services.AddSingleton<TickMarkets>();
        services.AddOrderHolds();
        return services;
    }

    private static void AddOrderHolds(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHoldPurpose, OrderHolds>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHoldPurpose, OrderListHolds>());
    }
}
