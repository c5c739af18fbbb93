using System.Diagnostics;

namespace CryptoVault.LocalRuntime.Tests;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what, int seconds = 20)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(seconds), $"Waited {seconds} s in vain: {what}.");
            await Task.Delay(2);
        }
    }
}
