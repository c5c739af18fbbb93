using CryptoVault.DurableKill;

namespace CryptoVault.LocalRuntime.Tests.Durable;

/// <summary>The short form of <c>dotnet run -c Release --project tests/DurableKill</c>.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task Process_KilledAgainAndAgain_LosesAndDoublesNothing()
    {
        var report = await Killing.RunAsync(new KillOptions { Stories = 80, Kills = 6 }, _ => { });

        Assert.True(report.IsSound, report.ToJson());
        Assert.Equal(80 * 18, report.Activities);
        Assert.True(report.MeanInFlight >= 8, report.ToJson());
    }
}
