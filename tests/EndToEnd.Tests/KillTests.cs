using System.Diagnostics;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;
using Xunit.Abstractions;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>The host is killed by SIGKILL at random moments of the demo and started again on the same data.</summary>
public sealed class KillTests(ITestOutputHelper log)
{
    private const int Kills = 10;
    private const int LongestLifeMs = 1000;
    private static readonly TimeSpan PlayLimit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Demo_WithTheHostKilledTenTimes_GoesOnAndNothingAcknowledgedIsMissing()
    {
        var seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folders = new Folders();
        var folder = folders.Next();
        var port = HostProcess.FreePort();
        var host = await LocalHosts.StartOnAsync(folder.Path, port, "--empty");
        var player = LocalHosts.Play(host.Url, folder.Path);
        try
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                var life = TimeSpan.FromMilliseconds(random.Next(LongestLifeMs));
                await LiveAsync(life, player);
                if (player.HasExited)
                {
                    // A whole day was played between the kills; the rest of them meets another day on another host.
                    Assert.True(await player.ExitAsync(PlayLimit) == 0, player.Output);
                    await player.DisposeAsync();
                    await CheckAsync(host, folder);
                    await host.Process.KillAsync();
                    await host.DisposeAsync();
                    folder = folders.Next();
                    host = await LocalHosts.StartOnAsync(folder.Path, port, "--empty");
                    player = LocalHosts.Play(host.Url, folder.Path);
                    await LiveAsync(life, player);
                }

                await host.Process.KillAsync();
                log.WriteLine($"kill {kill} after {life.TotalMilliseconds:F0} ms, in: {LastLine(player.Output)}");
                await host.DisposeAsync();
                if (kill % 3 == 0)
                {
                    await player.KillAsync();
                    await player.DisposeAsync();
                    player = LocalHosts.Play(host.Url, folder.Path, "--resume");
                }

                host = await LocalHosts.StartOnAsync(folder.Path, port, "--empty");
                log.WriteLine($"  answers again after {host.StartTime.TotalMilliseconds:F0} ms");
            }

            Assert.True(await player.ExitAsync(PlayLimit) == 0, player.Output + "\n--- host ---\n" + host.Process.Output);
            await host.Process.KillAsync();
            await host.DisposeAsync();
            host = await LocalHosts.StartOnAsync(folder.Path, port, "--empty");
            await CheckAsync(host, folder);
        }
        finally
        {
            await player.DisposeAsync();
            await host.DisposeAsync();
        }
    }

    /// <summary>Everything that was acknowledged is there, and the ledger's invariants hold.</summary>
    private async Task CheckAsync(HostProcess host, TemporaryFolder folder)
    {
        await using var check = LocalHosts.Play(host.Url, folder.Path, "--check");
        Assert.True(await check.ExitAsync(PlayLimit) == 0, check.Output + "\n--- host ---\n" + host.Process.Output);
        log.WriteLine(check.Output);
        Assert.Contains("The ledger's invariants hold", check.Output, StringComparison.Ordinal);
    }

    /// <summary>Lets host and player live for a while, or until the player has ended.</summary>
    private static async Task LiveAsync(TimeSpan life, ChildProcess player)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < life && !player.HasExited)
        {
            await Task.Delay(5);
        }
    }

    private static string LastLine(string output) => output.TrimEnd().Split('\n')[^1];

    private sealed class Folders : IDisposable
    {
        private readonly List<TemporaryFolder> taken = [];

        public TemporaryFolder Next()
        {
            taken.Add(new TemporaryFolder());
            return taken[^1];
        }

        public void Dispose() => taken.ForEach(folder => folder.Dispose());
    }
}
