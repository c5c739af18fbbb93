using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.LocalProcess;

namespace CryptoVault.EndToEnd.Tests;

public sealed class DemoTests
{
    private static readonly TimeSpan PlayLimit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Demo_ByItsOneCommand_PlaysTheWholeDay()
    {
        await using var demo = ChildProcess.Start(LocalHosts.HostAssembly, "--demo");

        var exitCode = await demo.ExitAsync(PlayLimit);

        Assert.True(exitCode == 0, demo.Output);
        Assert.Contains("The first admin is set up with the one-time code", demo.Output, StringComparison.Ordinal);
        Assert.Contains("Rita approves it; it is sent and completes", demo.Output, StringComparison.Ordinal);
        Assert.Contains("The ledger's invariants hold", demo.Output, StringComparison.Ordinal);
        Assert.Contains("All as expected", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_AgainstARunningHostWithDemoData_PlaysAndResumes()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHosts.StartAsync(folder.Path);
        string[] arguments = ["--demo", "--url", host.Url.ToString(), "--data", folder.Path, "--resume"];
        await using var first = ChildProcess.Start(LocalHosts.HostAssembly, arguments);
        var firstCode = await first.ExitAsync(PlayLimit);
        await using var again = ChildProcess.Start(LocalHosts.HostAssembly, arguments);
        var againCode = await again.ExitAsync(PlayLimit);

        Assert.True(firstCode == 0, first.Output);
        Assert.True(againCode == 0, again.Output);
        Assert.Contains("Ana deposits", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana deposits", again.Output, StringComparison.Ordinal);
        Assert.Contains("Everything that was acknowledged is there", again.Output, StringComparison.Ordinal);
        Assert.Equal(0, await host.Process.StopAsync());
    }

    [Fact]
    public async Task Player_WhenTheHostIsNotThere_FailsAndTellsWhatItExpected()
    {
        using var folder = new TemporaryFolder();
        await using var player = LocalHosts.Play(new Uri($"http://127.0.0.1:{HostProcess.FreePort()}/"), folder.Path, "--patience", "1");

        var exitCode = await player.ExitAsync(PlayLimit);

        Assert.Equal(1, exitCode);
        Assert.Contains("expected  to come back", player.Output, StringComparison.Ordinal);
        Assert.Contains("actual    no answer", player.Output, StringComparison.Ordinal);
    }
}
