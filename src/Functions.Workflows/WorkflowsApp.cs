using CryptoVault.Adapters.Simulated;
using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Ledger;
using CryptoVault.Mail;
using CryptoVault.Markets;
using CryptoVault.Money;
using CryptoVault.Prices;
using CryptoVault.Protection;
using CryptoVault.Threats;
using CryptoVault.Wallets;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CryptoVault.Functions.Workflows;

/// <summary>
/// Composes the workflows app (orchestrations, activities, timers, queue triggers), the same under the real worker
/// and the local host. The host adds the ports (<c>IDocumentStore</c>, <c>IMessageBus</c>, <c>Partitions</c>) and logging.
/// </summary>
public static class WorkflowsApp
{
    /// <summary>Adds the app's services; each area adds its own in one line.</summary>
    public static IServiceCollection AddWorkflowsApp(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIds, UuidV7Ids>();
        services.TryAddSingleton(AssetCatalog.StartingWithDefaults());
        services.AddSingleton<BookPosting>();
        services.AddMatching();
        services.AddSingleton<IPriceSource, SimulatedPriceSource>();
        services.AddSingleton<RefreshPrices>();
        services.AddMailSending(configuration);
        services.AddWallets(configuration);
        services.AddWithdrawalSteps();
        services.AddTransferMails();
        services.AddAccountMails();
        services.AddAuditChains();
        services.AddProtection();
        services.AddThreats(configuration);
        services.AddThreatMails();
        return services;
    }

    /// <summary>Adds the app's middleware, outermost first.</summary>
    public static IFunctionsWorkerApplicationBuilder UseWorkflowsApp(this IFunctionsWorkerApplicationBuilder worker) =>
        worker.UseMiddleware<CorrelationMiddleware>();
}
