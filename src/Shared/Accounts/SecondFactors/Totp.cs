using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>Time-based one-time passwords (RFC 6238 on RFC 4226), as authenticator apps and <c>oathtool</c> compute them.</summary>
public static class Totp
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Bytes of a secret: as many as SHA-1 has (RFC 4226, section 4).</summary>
    public const int SecretBytes = 20;

    /// <summary>How many steps a client's clock may be off, each way.</summary>
    public const int Tolerance = 1;

    /// <summary>The time in which a code is good.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>The number of the time step.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>The code of a step.</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step) => CodeOf(secret, step, HashAlgorithmName.SHA1, Digits);

    /// <summary>
    /// The step within the tolerance whose code this is and that comes after <paramref name="lastStep"/>; null when there is
    /// none. Each is compared in full, whichever matches.
    /// </summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        if (code.Length != Digits)
        {
            return null;
        }

        long? matched = null;
        var present = StepOf(now);
        for (var step = present - Tolerance; step <= present + Tolerance; step++)
        {
            var isIt = CryptographicOperations.FixedTimeEquals(
                System.Runtime.InteropServices.MemoryMarshal.AsBytes<char>(CodeOf(secret, step)),
                System.Runtime.InteropServices.MemoryMarshal.AsBytes<char>(code));
            matched = isIt && step > lastStep ? matched ?? step : matched;
        }

        return matched;
    }

    /// <summary>The code of a step, with the RFC's other hashes and lengths.</summary>
    internal static string CodeOf(ReadOnlySpan<byte> secret, long step, HashAlgorithmName algorithm, int digits)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var mac = CryptographicOperations.HmacData(algorithm, secret, counter);
        var offset = mac[^1] & 0x0F;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(offset)) & 0x7FFF_FFFF;
        var modulus = 1;
        for (var i = 0; i < digits; i++)
        {
            modulus *= 10;
        }

        return (number % modulus).ToString(new string('0', digits), CultureInfo.InvariantCulture);
    }
}
