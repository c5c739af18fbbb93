using System.Net;
using CryptoVault.LocalRuntime;
using CryptoVault.Money;
using CryptoVault.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalHost.MarketMaking;

/// <summary>
/// Liquidity for the demo: a program that quotes around the reference price through the ordinary API, with an account of
/// its own. Nothing in the exchange knows of it. It is off outside of the demo data and where it is configured so.
/// </summary>
internal sealed class MarketMaker : IAsyncDisposable
{
    public const string Email = "market-maker@demo.cryptovault.test";

    private readonly CancellationTokenSource stop;
    private readonly ExchangeClient exchange;
    private readonly IReadOnlyList<QuotedMarket> markets;
    private readonly MarketMakerOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Task running;

    private MarketMaker(LocalRuntimeHost host, MarketMakerOptions options)
    {
        var services = host.Services;
        this.options = options;
        clock = services.GetRequiredService<TimeProvider>();
        logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<MarketMaker>();
        stop = CancellationTokenSource.CreateLinkedTokenSource(host.Stopping);
        exchange = new ExchangeClient(host.Url, Email, PasswordOf(services.GetRequiredService<IKeyRing>()), clock);
        var assets = services.GetRequiredService<AssetCatalog>();
        markets = [.. options.Symbols.Select(symbol => new QuotedMarket(symbol, exchange, assets, options, logger))];
        running = RunAsync(stop.Token);
    }

    /// <summary>The account's password: known to this host alone, and the same after a restart.</summary>
    public static string PasswordOf(IKeyRing keys) => $"mm-{Convert.ToHexStringLower(keys.Derive("demo-market-maker"))}";

    /// <summary>Starts it against a host that serves, unless it is switched off.</summary>
    public static MarketMaker? Start(LocalRuntimeHost host, IConfiguration configuration)
    {
        var options = configuration.GetSection("Demo:MarketMaker").Get<MarketMakerOptions>() ?? new MarketMakerOptions();
        return options.Enabled ? new MarketMaker(host, options) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        exchange.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        while (!cancellation.IsCancellationRequested)
        {
            foreach (var market in markets)
            {
                if (!await LookAsync(market, cancellation))
                {
                    return;
                }
            }

            await Task.Delay(options.Interval, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks at a market; false when there is no point in looking again.</summary>
    private async Task<bool> LookAsync(QuotedMarket market, CancellationToken cancellation)
    {
        try
        {
            await market.LookAsync(cancellation);
        }
        catch (ExchangeRefusalException refusal) when (refusal.Status == HttpStatusCode.Unauthorized)
        {
            logger.LogWarning("The market maker cannot sign in to {Email}, which an older version made. Start once with --reset to have it.", Email);
            return false;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "The market maker could not look at a market; it will in {Interval}.", options.Interval);
        }

        return true;
    }
}
