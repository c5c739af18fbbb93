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
            ["Mail:Outbox"] = folder.Outbox,
            ["Accounts:AdminSetupCodeFile"] = Path.Combine(folder.Path, "admin-setup-code.txt"),
        });
        configuration.AddEnvironmentVariables();
    }
}
