using System.Security.Cryptography;

namespace CryptoVault.Wallets.Addresses;

/// <summary>
/// Base58Check: bytes and four check bytes (double SHA-256) in 58 characters that are hard to mistake.
/// Source: Bitcoin's base58.h; used by Bitcoin's older addresses and by Tron.
/// </summary>
internal static class Base58Check
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int CheckBytes = 4;

    public static string Encode(ReadOnlySpan<byte> payload)
    {
        Span<byte> bytes = stackalloc byte[payload.Length + CheckBytes];
        payload.CopyTo(bytes);
        Checksum(payload).CopyTo(bytes[payload.Length..]);

        // Digits of base 58, least significant first, grown as the bytes are taken in from the most significant one.
        var digits = new List<byte>((bytes.Length * 138 / 100) + 1);
        foreach (var value in bytes)
        {
            int carry = value;
            for (var i = 0; i < digits.Count; i++)
            {
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
            }

            for (; carry > 0; carry /= 58)
            {
                digits.Add((byte)(carry % 58));
            }
        }

        var zeros = bytes.IndexOfAnyExcept((byte)0);
        var text = new char[zeros + digits.Count];
        text.AsSpan(0, zeros).Fill(Alphabet[0]);
        for (var i = 0; i < digits.Count; i++)
        {
            text[^(i + 1)] = Alphabet[digits[i]];
        }

        return new string(text);
    }

    /// <summary>Reads a text; the payload is without its check bytes.</summary>
    public static AddressProblem TryDecode(ReadOnlySpan<char> text, out byte[] payload)
    {
        payload = [];
        if (text.Length is 0 or > 64)
        {
            return AddressProblem.Length;
        }

        var bytes = new List<byte>(text.Length);
        foreach (var character in text)
        {
            var carry = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (carry < 0)
            {
                return AddressProblem.Character;
            }

            for (var i = 0; i < bytes.Count; i++)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            for (; carry > 0; carry >>= 8)
            {
                bytes.Add((byte)carry);
            }
        }

        var zeros = Math.Max(text.IndexOfAnyExcept(Alphabet[0]), 0);
        bytes.AddRange(Enumerable.Repeat((byte)0, zeros));
        bytes.Reverse();
        var all = bytes.ToArray();
        if (all.Length <= CheckBytes)
        {
            return AddressProblem.Length;
        }

        var content = all.AsSpan(0, all.Length - CheckBytes);
        if (!Checksum(content).AsSpan().SequenceEqual(all.AsSpan(content.Length)))
        {
            return AddressProblem.Checksum;
        }

        payload = content.ToArray();
        return AddressProblem.None;
    }

    private static byte[] Checksum(ReadOnlySpan<byte> payload) => SHA256.HashData(SHA256.HashData(payload))[..CheckBytes];
}
