using System.Diagnostics;
using System.Runtime.CompilerServices;
using CryptoVault.Testing;

namespace CryptoVault.Shared.Tests;

/// <summary>Waits for what other threads are about to do.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task IsTrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"It did not become true in {Patience}: {what}");
            await Task.Delay(1);
        }
    }

    /// <summary>Moves the clock in small steps until it is true, so that work between timers gets its turn.</summary>
    public static async Task IsTrueAsync(FakeTimeProvider clock, TimeSpan step, Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"It did not become true in {Patience}: {what}");
            clock.Advance(step);
            await Task.Delay(1);
        }
    }
}
