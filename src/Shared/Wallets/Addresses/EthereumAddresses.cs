using System.Text;

namespace CryptoVault.Wallets.Addresses;

/// <summary>
/// Addresses of Ethereum and its tokens: 0x and 40 hexadecimal digits, whose upper and lower case is the checksum
/// (EIP-55). An address all in one case carries no checksum and is accepted, as EIP-55 says.
/// </summary>
internal static class EthereumAddresses
{
    private const int Digits = 40;

    public static AddressCheck Check(string address)
    {
        if (!address.StartsWith("0x", StringComparison.Ordinal) || address.Length != Digits + 2)
        {
            return AddressCheck.Refuse(AddressProblem.Length, "An Ethereum address is 0x and 40 hexadecimal digits.");
        }

        var digits = address.AsSpan(2);
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return AddressCheck.Refuse(AddressProblem.Character, "An Ethereum address is 0x and 40 hexadecimal digits.");
            }
        }

        var canonical = WithChecksum(digits);
        var isOneCase = !digits.ContainsAnyInRange('a', 'f') || !digits.ContainsAnyInRange('A', 'F');
        return isOneCase || address == canonical
            ? AddressCheck.Valid(canonical)
            : AddressCheck.Refuse(AddressProblem.Checksum, "The upper and lower case of its letters, which is its checksum (EIP-55), does not fit: the address is mistyped.");
    }

    /// <summary>The address of 20 bytes, with its checksum.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => WithChecksum(Convert.ToHexStringLower(bytes));

    private static string WithChecksum(ReadOnlySpan<char> digits)
    {
        Span<char> lower = stackalloc char[Digits];
        digits.ToLowerInvariant(lower);
        Span<byte> ascii = stackalloc byte[Digits];
        Encoding.ASCII.GetBytes(lower, ascii);
        var hash = Keccak256.Hash(ascii);
        for (var i = 0; i < Digits; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            lower[i] = nibble >= 8 ? char.ToUpperInvariant(lower[i]) : lower[i];
        }

        return $"0x{lower}";
    }
}
