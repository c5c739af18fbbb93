using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Accounts;
using CryptoVault.Functions.Http.Admin;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Limits;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Functions.Http.Compliance;
using CryptoVault.Functions.Http.General;
using CryptoVault.Functions.Http.Orders;
using CryptoVault.Functions.Http.Portfolio;
using CryptoVault.Functions.Http.Statements;
using CryptoVault.Functions.Http.Streams;
using CryptoVault.Functions.Http.Wallet;
using CryptoVault.Ids;
using CryptoVault.Money;
using CryptoVault.Portfolios;
using CryptoVault.Protection;
using CryptoVault.Security;
using CryptoVault.Statements;
using CryptoVault.Streams;
using CryptoVault.Threats;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CryptoVault.Functions.Http;

/// <summary>
/// Composes the HTTP app, the same under the real worker and the local host. The host adds the ports
/// (<c>IDocumentStore</c>, <c>IMessageBus</c>, <c>Partitions</c>, <c>IKeyRing</c>) and logging.
/// </summary>
public static class HttpApp
{
    /// <summary>Adds the app's services and refuses to start when a function declares no policy.</summary>
    /// <exception cref="InvalidOperationException">A function declares no policy; the message names all of them.</exception>
    public static IServiceCollection AddHttpApp(this IServiceCollection services, IConfiguration configuration)
    {
        FunctionPolicies.Check(typeof(HttpApp).Assembly);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIds, UuidV7Ids>();
        services.TryAddSingleton(AssetCatalog.StartingWithDefaults());
        services.AddSingleton<FunctionPolicies>();
        services.AddSingleton(ClientAddresses.Of(configuration));
        services.AddSingleton<RequestLimits>();
        services.AddSingleton<HttpJson>();
        services.AddSingleton<Cursors>();
        services.AddHttpJson(GeneralHttpJson.Default);
        services.AddStreams(configuration);
        services.AddHttpJson(StreamsHttpJson.Default);
        services.AddTradingHttp();
        services.AddWalletHttp(configuration);
        services.AddPortfolios();
        services.AddHttpJson(PortfolioHttpJson.Default);
        services.TryAddSingleton<ReadStatement>();
        services.AddHttpJson(StatementHttpJson.Default);
        services.AddAccounts(configuration);
        services.AddAudit();
        services.AddProtection();
        services.AddHttpJson(AuditHttpJson.Default);
        services.AddHttpJson(KeyHttpJson.Default);
        services.AddThreats(configuration);
        services.AddSingleton<ThreatSensor>();
        services.AddHttpJson(ThreatHttpJson.Default);
        services.AddHttpJson(AccountsHttpJson.Default);
        services.AddHttpJson(PasskeyHttpJson.Default);
        services.AddSingleton(BrowserOrigins.Of(configuration));
        services.AddSingleton(provider => new BrowserSessions(
            provider.GetRequiredService<RefreshTokens>(), provider.GetRequiredService<BrowserOrigins>(), provider.GetRequiredService<IKeyRing>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<AdminSetupService>();
        return services;
    }

    /// <summary>Adds the app's middleware, outermost first.</summary>
    public static IFunctionsWorkerApplicationBuilder UseHttpApp(this IFunctionsWorkerApplicationBuilder worker) =>
        worker.UseMiddleware<RequestMiddleware>().UseMiddleware<AccessMiddleware>();

    /// <summary>Registers how an area's requests and answers are read and written.</summary>
    internal static IServiceCollection AddHttpJson(this IServiceCollection services, JsonSerializerContext context) =>
        services.AddSingleton(context);
}
