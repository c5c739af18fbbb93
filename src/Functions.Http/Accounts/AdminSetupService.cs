using CryptoVault.Accounts;
using CryptoVault.Accounts.FirstAdmin;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>Offers the set-up of the first administrator when the app starts, and makes an administrator of who waits for it after a break-glass code.</summary>
internal sealed class AdminSetupService(OfferAdminSetup offer, BreakGlassAdmin breakGlass, TimeProvider clock, AccountOptions options, ILogger<AdminSetupService> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.OfferAdminSetup || options.BreakGlass)
        {
            var offered = await offer.ExecuteAsync(cancellationToken);
            if (!offered.IsSuccess)
            {
                logger.LogWarning("The set-up of the first administrator could not be offered: {Problem}", offered.Error.Message);
            }
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The app stops.");
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var applied = await breakGlass.ApplyAsync(cancellation);
        if (!applied.IsSuccess)
        {
            logger.LogWarning("Who waits to become administrator could not be looked at: {Problem}", applied.Error.Message);
        }
    }
}
