using System.Security.Cryptography;
using System.Text;
using CryptoVault.Security;

namespace CryptoVault.Accounts.FirstAdmin;

/// <summary>Set-up codes: 100 bits as five groups of four characters that cannot be mistaken for each other (Crockford's base 32).</summary>
public static class SetupCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Groups = 5;
    private const int GroupLength = 4;

    /// <summary>A new code.</summary>
    public static string Create(IRandomness randomness)
    {
        Span<byte> random = stackalloc byte[Groups * GroupLength];
        randomness.Fill(random);
        var code = new StringBuilder();
        for (var i = 0; i < random.Length; i++)
        {
            if (i > 0 && i % GroupLength == 0)
            {
                code.Append('-');
            }

            code.Append(Alphabet[random[i] % Alphabet.Length]); // 256 is a multiple of 32: no character is likelier
        }

        return code.ToString();
    }

    /// <summary>What the store keeps of a code. Upper and lower case, and hyphens or none, are the same code.</summary>
    public static string HashOf(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant().Replace("-", "", StringComparison.Ordinal))));

    /// <summary>True when the code has the hash.</summary>
    public static bool Matches(string code, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(code)), Encoding.ASCII.GetBytes(hash));
}
