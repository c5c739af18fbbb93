using CryptoVault.Prices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CryptoVault.Portfolios;

/// <summary>Composes what customers see of their portfolios.</summary>
public static class PortfolioServices
{
    /// <summary>Adds the portfolios.</summary>
    public static IServiceCollection AddPortfolios(this IServiceCollection services)
    {
        services.TryAddSingleton<PriceHistory>();
        services.TryAddSingleton<ReadPortfolio>();
        return services;
    }
}
