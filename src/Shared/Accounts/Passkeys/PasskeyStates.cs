using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Security;

namespace CryptoVault.Accounts.Passkeys;

/// <summary>What a client holds between the two halves of a ceremony: the challenge and whose it is, encrypted and timed.</summary>
public sealed class PasskeyStates(IKeyRing keys, IRandomness randomness, TimeProvider clock)
{
    /// <summary>How long an authenticator may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly SecretBox box = new(keys, randomness, "passkey-state");

    /// <summary>Encrypts a state for a purpose.</summary>
    public string Seal(string state, string purpose)
    {
        var content = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(state)];
        BinaryPrimitives.WriteInt64BigEndian(content, clock.GetUtcNow().UtcTicks);
        Encoding.UTF8.GetBytes(state, content.AsSpan(sizeof(long)));
        return box.Seal(content, purpose);
    }

    /// <summary>The state; null when it was not made here for the purpose, or is too old.</summary>
    public string? Open(string sealedState, string purpose)
    {
        try
        {
            var content = box.Open(sealedState, purpose);
            return clock.GetUtcNow().UtcTicks - BinaryPrimitives.ReadInt64BigEndian(content) < Lifetime.Ticks ? Encoding.UTF8.GetString(content.AsSpan(sizeof(long))) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null; // made up, or for another purpose
        }
    }

    /// <summary>What is kept of a state that was answered.</summary>
    public static string HashOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 16));
}
