using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>Starts the host and the player that lie in this test's output folder.</summary>
internal static class LocalHosts
{
    public static string HostAssembly { get; } = Path.Combine(AppContext.BaseDirectory, "CryptoVault.LocalHost.dll");

    public static string PlayerAssembly { get; } = Path.Combine(AppContext.BaseDirectory, "player", "CryptoVault.DemoPlayer.dll");

    /// <summary>Starts a host on a port of its own and waits until it answers.</summary>
    public static Task<HostProcess> StartAsync(string dataFolder, params string[] arguments) =>
        StartOnAsync(dataFolder, HostProcess.FreePort(), arguments);

    public static Task<HostProcess> StartOnAsync(string dataFolder, int port, params string[] arguments) =>
        HostProcess.StartAsync(HostAssembly, dataFolder, port, RaisedLimits.PerUser(new Dictionary<string, string>()), arguments);

    /// <summary>Starts a host with settings of its own.</summary>
    public static Task<HostProcess> StartOnAsync(string dataFolder, int port, IReadOnlyDictionary<string, string> settings) => HostProcess.StartAsync(
        HostAssembly, dataFolder, port, RaisedLimits.PerUser(settings.ToDictionary(one => one.Key.Replace(":", "__", StringComparison.Ordinal), one => one.Value)));

    /// <summary>Starts a host on a port of its own with environment variables besides this process's own.</summary>
    public static Task<HostProcess> StartAsync(string dataFolder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        HostProcess.StartAsync(HostAssembly, dataFolder, HostProcess.FreePort(), RaisedLimits.PerUser(environment), arguments);

    /// <summary>Starts a host whose limits nobody raised.</summary>
    public static Task<HostProcess> StartWithDefaultLimitsAsync(string dataFolder) =>
        HostProcess.StartAsync(HostAssembly, dataFolder, HostProcess.FreePort(), RaisedLimits.None);

    /// <summary>Starts a host that is expected to refuse.</summary>
    public static Task<(int ExitCode, string Output)> RefusedAsync(params string[] arguments) => RefusedAsync(new Dictionary<string, string>(), arguments);

    public static async Task<(int ExitCode, string Output)> RefusedAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var process = ChildProcess.Start(HostAssembly, environment, arguments);
        var exitCode = await process.ExitAsync(TimeSpan.FromSeconds(30));
        return (exitCode, process.Output);
    }

    public static ChildProcess Play(Uri host, string dataFolder, params string[] arguments) =>
        ChildProcess.Start(PlayerAssembly, ["--url", host.ToString(), "--data", dataFolder, .. arguments]);
}
