using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Accounts.Access;

/// <summary>SHA-256 of a token: what a verified token is remembered by, so that memory holds no token.</summary>
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    public static TokenHash Of(string token)
    {
        Span<byte> text = stackalloc byte[1024];
        if (token.Length > text.Length || !Encoding.ASCII.TryGetBytes(token, text, out var length))
        {
            return OfBytes(Encoding.UTF8.GetBytes(token));
        }

        return OfBytes(text[..length]);
    }

    public override int GetHashCode() => (int)A;

    public bool Equals(TokenHash other) => A == other.A && B == other.B && C == other.C && D == other.D;

    private static TokenHash OfBytes(ReadOnlySpan<byte> text)
    {
        Span<ulong> hash = stackalloc ulong[4];
        SHA256.HashData(text, MemoryMarshal.AsBytes(hash));
        return new TokenHash(hash[0], hash[1], hash[2], hash[3]);
    }
}
