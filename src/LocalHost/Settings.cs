using System.Net;
using CryptoVault.Hosting;
using Microsoft.Extensions.Configuration;

namespace CryptoVault.LocalHost;

/// <summary>The apps' configuration on this host: its own defaults, then environment variables, which win.</summary>
internal static class Settings
{
    public static void Add(IConfigurationBuilder configuration, DataFolder folder, HostOptions options)
    {
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Environment"] = "Development",
            ["DataFolder"] = folder.Path,
            [StorageProviders.StoreProvider] = StorageProviders.Sqlite,
            [StorageProviders.StoreFile] = folder.Database,
            [StorageProviders.BlobProvider] = StorageProviders.Files,
            [StorageProviders.BlobFolder] = folder.Blobs,
            ["Mail:Outbox"] = folder.Outbox,
            ["Mail:PublicUrl"] = $"http://localhost:{(options.Port == 0 ? HostOptions.DefaultPort : options.Port)}",
            ["Accounts:OfferAdminSetup"] = options.Empty ? "true" : "false",
            ["Accounts:AdminSetupCodeFile"] = folder.AdminSetupCode,
            ["Accounts:DevicesByNetwork"] = IPAddress.IsLoopback(options.Address) ? "true" : "false", // all clients are on this machine
            ["Accounts:RequireBirthDate"] = IPAddress.IsLoopback(options.Address) ? "false" : "true", // for scripts from before it was asked for
            ["Wallets:TravelRule:Mode"] = "Record", // a machine of one person pays nobody; the product refuses
            ["Wallets:Faucet:Enabled"] = IPAddress.IsLoopback(options.Address) ? "true" : "false",
            ["Custody:Simulated:BlockInterval"] = "00:00:00.250",
            ["Wallets:Withdrawals:MinPollInterval"] = "00:00:00.250",
        });
        configuration.AddEnvironmentVariables();
    }
}
