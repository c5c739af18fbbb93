using CryptoVault.Ids;

namespace CryptoVault.Simulation.Kernel;

/// <summary>The dice of a run: SplitMix64 from the seed.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong state = seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var value = state;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A number below the bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>True this often of a million times.</summary>
    public bool Hits(int perMillion) => perMillion > 0 && (int)(Next() % 1_000_000) < perMillion;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A time up to the longest; short ones are more frequent.</summary>
    public TimeSpan Time(TimeSpan longest)
    {
        var ticks = (ulong)longest.Ticks + 1;
        return TimeSpan.FromTicks((long)Math.Min(Next() % ticks, Next() % ticks));
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}

/// <summary>Ids of the form of a UUIDv7, from the dice.</summary>
internal sealed class SimIds(Chance chance, TimeProvider clock) : IIds
{
    public string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, clock.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)chance.Next());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], chance.Next());
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
