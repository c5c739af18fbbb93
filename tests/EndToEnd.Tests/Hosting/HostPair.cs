using System.Diagnostics;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>Two hosts side by side on one data folder, with ana, ben and adam signed in.</summary>
internal sealed class HostPair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder folder = new();
    private readonly HostProcess?[] hosts = new HostProcess?[2];
    private readonly Api?[] apis = new Api?[2];
    private readonly Dictionary<string, string> tokens = [];

    public static async Task<HostPair> StartAsync()
    {
        var pair = new HostPair();
        try
        {
            await pair.StartAsync(0);
            await pair.StartAsync(1);
            foreach (var name in new[] { "ana", "ben", "adam" })
            {
                pair.tokens[name] = (await pair.Api(0).SignInAsync(name)).Expect(200)["accessToken"];
            }

            await pair.Api(0).EnrolAsync(pair.tokens["ana"], DefaultHost.Password);

            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public string Folder => folder.Path;

    public Api Api(int host) => apis[host % 2]!;

    public string TokenOf(string name) => tokens[name];

    public HostProcess Host(int host) => hosts[host]!;

    /// <summary>Starts a host; it keeps the port that it had.</summary>
    public async Task StartAsync(int host)
    {
        var port = hosts[host]?.Url.Port ?? HostProcess.FreePort();
        hosts[host] = await LocalHosts.StartOnAsync(folder.Path, port, "--shared");
        apis[host] ??= new Api(hosts[host]!.Url);
    }

    public async Task KillAsync(int host)
    {
        await hosts[host]!.Process.KillAsync();
        await hosts[host]!.DisposeAsync();
    }

    public async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, $"Waited {Patience} for {what}.");
            await Task.Delay(25);
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            apis[i]?.Dispose();
            if (hosts[i] is { } host)
            {
                await host.DisposeAsync();
            }
        }

        folder.Dispose();
    }
}
