using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CryptoVault.Security;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>The token that confirms a withdrawal by mail: 256 bits; only its hash is stored.</summary>
internal static class ConfirmationToken
{
    private const int TokenBytes = 32;

    public static string New(IRandomness randomness)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        randomness.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public static bool Matches(string token, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(token)), Encoding.ASCII.GetBytes(hash));
}
