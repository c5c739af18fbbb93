using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace CryptoVault.DemoPlayer.Client;

/// <summary>An authenticator app: codes of a secret by RFC 6238, none of them twice, as the host takes each once only.</summary>
/// <param name="secret">The secret, in base 32.</param>
/// <param name="clock">The clock that codes are of; null for the system's.</param>
internal sealed class Authenticator(string secret, TimeProvider? clock = null)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private long last;

    public string Secret { get; } = secret;

    /// <summary>A code that was not given before; waits when those of the present minute and a half are used up.</summary>
    public async Task<string> NextCodeAsync()
    {
        var next = Math.Max(last + 1, Now - 1);
        while (next > Now + 1)
        {
            await Task.Delay(Pause);
        }

        last = next;
        return CodeOf(next);
    }

    private long Now => (clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds() / StepSeconds;

    private string CodeOf(long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var mac = CryptographicOperations.HmacData(HashAlgorithmName.SHA1, Key(), counter); // what authenticator apps use
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(mac[^1] & 0x0F)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private byte[] Key()
    {
        var bits = string.Concat(Secret.Select(character => Convert.ToString(Alphabet.IndexOf(character, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
