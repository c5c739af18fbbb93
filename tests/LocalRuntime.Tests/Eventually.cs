using System.Diagnostics;

namespace CryptoVault.LocalRuntime.Tests;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, string what, int seconds = 20) => TrueAsync(() => Task.FromResult(condition()), what, seconds);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, int seconds = 20)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(seconds), $"Waited {seconds} s in vain: {what}.");
            await Task.Delay(2);
        }
    }
}
