using System.Security.Cryptography;
using System.Text;

namespace CryptoVault.Wallets.Bank;

/// <summary>
/// The references that customers pay with: ISO 11649 creditor references (RF, two check digits, up to 21 characters), so that
/// banks and people notice a mistyped one.
/// </summary>
public static class BankReferences
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWX";
    private const int Characters = 16;

    /// <summary>A customer's reference on a rail: always the same one, and one that cannot be guessed from another.</summary>
    public static string Of(string rail, string userId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"bank-reference|{rail}|{userId}"));
        var text = new char[Characters];
        for (var i = 0; i < Characters; i++)
        {
            text[i] = Alphabet[hash[i] % Alphabet.Length];
        }

        var body = new string(text);
        return $"RF{98 - Mod97.Of($"{body}RF00"):00}{body}";
    }

    /// <summary>A reference as it is stored: without what people put in between; unchanged when it is none.</summary>
    public static string Canonical(string sent)
    {
        var plain = new string([.. sent.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
        return IsValid(plain) ? plain : sent.Trim();
    }

    /// <summary>True for a creditor reference whose check digits fit.</summary>
    public static bool IsValid(string reference) =>
        reference.Length is >= 5 and <= 25 && reference.StartsWith("RF", StringComparison.Ordinal) && reference.All(char.IsAsciiLetterOrDigit)
        && Mod97.Of($"{reference[4..]}{reference[..4]}") == 1;
}

/// <summary>ISO 7064 MOD 97-10, as IBANs and creditor references use it.</summary>
internal static class Mod97
{
    /// <summary>The remainder of a text whose letters stand for 10 to 35.</summary>
    public static int Of(string text)
    {
        var remainder = 0;
        foreach (var character in text)
        {
            var value = char.IsAsciiDigit(character) ? character - '0' : char.ToUpperInvariant(character) - 'A' + 10;
            remainder = ((remainder * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return remainder;
    }
}
