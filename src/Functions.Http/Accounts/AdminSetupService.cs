using CryptoVault.Accounts;
using CryptoVault.Accounts.FirstAdmin;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>Offers the set-up of the first administrator when the app starts.</summary>
internal sealed class AdminSetupService(OfferAdminSetup offer, AccountOptions options, ILogger<AdminSetupService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.OfferAdminSetup)
        {
            return;
        }

        var offered = await offer.ExecuteAsync(cancellationToken);
        if (!offered.IsSuccess)
        {
            logger.LogWarning("The set-up of the first administrator could not be offered: {Problem}", offered.Error.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
