using CryptoVault.Money;
using CryptoVault.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets.Networks;

/// <summary>
/// Keeps what this process knows of assets and networks as it is stored: reads it every two seconds, and at once after a
/// change of its own. A process that learns of a new asset late refuses it until then, or repeats.
/// </summary>
public sealed class AssetDirectory(IDocumentStore store, AssetCatalog assets, NetworkCatalog networks, TimeProvider clock, ILogger<AssetDirectory> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly AssetDirectoryDocument configured = new(
        0, [.. assets.All.Select(AssetEntry.Of)], [.. networks.All.Select(AssetNetworkOptions.Of)]);

    private int taken;

    /// <summary>What counts while nothing is stored.</summary>
    internal AssetDirectoryDocument Configured => configured;

    /// <summary>Reads the directory, and knows it from then on.</summary>
    public async Task<AssetDirectoryDocument> ReadAsync(CancellationToken cancellation = default)
    {
        var newest = await store.FindAsync<AssetDirectoryDocument>(AssetDirectoryDocument.Partition, AssetDirectoryDocument.DocumentId, cancellation) ?? configured;
        Take(newest);
        return newest;
    }

    /// <summary>Knows this version from now on, unless a later one is known.</summary>
    internal void Take(AssetDirectoryDocument newest)
    {
        lock (gate)
        {
            if (newest.Version > taken)
            {
                assets.Replace([.. newest.Assets.Select(entry => entry.ToAsset())]);
                networks.Replace(newest.Networks, assets);
                taken = newest.Version;
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (StoreException exception)
            {
                logger.LogWarning(exception, "The assets could not be read; those of version {Version} count on.", taken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
        while (await TickAsync(timer, stoppingToken));
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false; // the process stops
        }
    }
}
