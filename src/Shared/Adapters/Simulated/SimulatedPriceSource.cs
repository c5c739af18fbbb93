using CryptoVault.Money;
using CryptoVault.Prices;

namespace CryptoVault.Adapters.Simulated;

/// <summary>
/// Prices that move as prices do, without a network: a pure function of time, made of layers of smooth noise from
/// minutes to weeks, so that every process sees the same price and a restart continues the curve.
/// </summary>
public sealed class SimulatedPriceSource(TimeProvider clock) : IPriceSource
{
    /// <summary>Largest move of a layer in parts per million, and the layer's period in seconds.</summary>
    private static readonly (int Ppm, long Seconds)[] Layers = [(120_000, 1_209_600), (40_000, 172_800), (12_000, 14_400), (3_000, 1_200), (600, 60)];

    private static readonly Dictionary<string, Int128> Anchors = new(StringComparer.Ordinal)
    {
        ["BTC"] = 6_500_000_000_000, // 65,000 USD
        ["ETH"] = 320_000_000_000,
        ["USDT"] = 100_000_000,
        ["USDC"] = 100_000_000,
        ["USD"] = 100_000_000,
        ["EUR"] = 108_000_000,
    };

    /// <inheritdoc />
    public string Name => "simulated";

    /// <inheritdoc />
    public Task<IReadOnlyList<QuotedPrice>> GetAsync(IReadOnlyList<string> assets, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return Task.FromResult<IReadOnlyList<QuotedPrice>>(
            [.. assets.Where(Anchors.ContainsKey).Select(asset => new QuotedPrice(asset, PriceAt(asset, now), now))]);
    }

    /// <summary>The price of an asset that has one, in units of 10^-8 dollars.</summary>
    public static Int128 PriceAt(string asset, DateTimeOffset time)
    {
        var anchor = Anchors[asset];
        if (asset is "USD" or "USDT" or "USDC" or "EUR")
        {
            return anchor;
        }

        long ppm = 1_000_000;
        foreach (var (amplitude, period) in Layers)
        {
            ppm += Noise(asset, time.ToUnixTimeSeconds(), amplitude, period);
        }

        return MoneyMath.MulDiv(anchor, ppm, 1_000_000, Rounding.Down);
    }

    /// <summary>Smoothed value noise: a random height at each multiple of the period, joined by 3s^2 - 2s^3.</summary>
    private static long Noise(string asset, long seconds, int amplitude, long period)
    {
        const long One = 1 << 20;
        var step = seconds / period;
        var s = seconds % period * One / period;
        var smooth = s * s / One * ((3 * One) - (2 * s)) / One;
        var (from, to) = (Height(asset, step, period, amplitude), Height(asset, step + 1, period, amplitude));
        return from + ((to - from) * smooth / One);
    }

    private static long Height(string asset, long step, long period, int amplitude)
    {
        var hash = (ulong)step * 0x9E3779B97F4A7C15 + (ulong)period;
        foreach (var character in asset)
        {
            hash = (hash ^ character) * 0x100000001B3;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return (long)((hash ^ (hash >> 31)) % (ulong)((2 * amplitude) + 1)) - amplitude;
    }
}
