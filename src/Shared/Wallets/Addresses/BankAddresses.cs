using CryptoVault.Wallets.Bank;

namespace CryptoVault.Wallets.Addresses;

/// <summary>
/// Accounts of SEPA: IBANs (ISO 13616) of the countries that take part, each with its length; the check digits are verified.
/// Source: SWIFT's IBAN registry, release 98.
/// </summary>
internal static class IbanAddresses
{
    private static readonly Dictionary<string, int> Lengths = new(StringComparer.Ordinal)
    {
        ["AD"] = 24, ["AT"] = 20, ["BE"] = 16, ["BG"] = 22, ["CH"] = 21, ["CY"] = 28, ["CZ"] = 24, ["DE"] = 22, ["DK"] = 18, ["EE"] = 20, ["ES"] = 24, ["FI"] = 18,
        ["FR"] = 27, ["GB"] = 22, ["GI"] = 23, ["GR"] = 27, ["HR"] = 21, ["HU"] = 28, ["IE"] = 22, ["IS"] = 26, ["IT"] = 27, ["LI"] = 21, ["LT"] = 20, ["LU"] = 20,
        ["LV"] = 21, ["MC"] = 27, ["MT"] = 31, ["NL"] = 18, ["NO"] = 15, ["PL"] = 28, ["PT"] = 25, ["RO"] = 24, ["SE"] = 24, ["SI"] = 19, ["SK"] = 24, ["SM"] = 27, ["VA"] = 22,
    };

    public static AddressCheck Check(string address)
    {
        var plain = address.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (!plain.All(char.IsAsciiLetterOrDigit))
        {
            return AddressCheck.Refuse(AddressProblem.Character, "An IBAN has only letters and digits.");
        }

        if (plain.Length < 5 || !Lengths.TryGetValue(plain[..2], out var length))
        {
            return AddressCheck.Refuse(AddressProblem.OtherNetwork, "An IBAN starts with the code of a country of the SEPA area.");
        }

        if (plain.Length != length)
        {
            return AddressCheck.Refuse(AddressProblem.Length, $"An IBAN of {plain[..2]} has {length} characters.");
        }

        return char.IsAsciiDigit(plain[2]) && char.IsAsciiDigit(plain[3]) && Mod97.Of($"{plain[4..]}{plain[..4]}") == 1
            ? AddressCheck.Valid(plain)
            : AddressCheck.Refuse(AddressProblem.Checksum, "The check digits do not fit: the IBAN is mistyped or cut.");
    }

    /// <summary>A German IBAN of 18 digits.</summary>
    public static string Of(string digits) => $"DE{98 - Mod97.Of($"{digits}DE00"):00}{digits}";
}

/// <summary>
/// Accounts of ACH: a routing number of nine digits, a colon, and an account number of 4 to 17 digits. Source: the ABA routing
/// number policy (weights 3, 7, 1; first two digits 00-12, 21-32, 61-72, 80).
/// </summary>
internal static class AchAddresses
{
    private const int RoutingDigits = 9;

    public static AddressCheck Check(string address)
    {
        var parts = address.Replace(" ", "", StringComparison.Ordinal).Split(':');
        if (parts is not [var routing, var account])
        {
            return AddressCheck.Refuse(AddressProblem.Content, "Expected the routing number, a colon and the account number.");
        }

        if (!routing.All(char.IsAsciiDigit) || !account.All(char.IsAsciiDigit))
        {
            return AddressCheck.Refuse(AddressProblem.Character, "Routing and account numbers have only digits.");
        }

        if (routing.Length != RoutingDigits || account.Length is < 4 or > 17)
        {
            return AddressCheck.Refuse(AddressProblem.Length, "A routing number has 9 digits, an account number 4 to 17.");
        }

        if (CheckSum(routing) % 10 != 0)
        {
            return AddressCheck.Refuse(AddressProblem.Checksum, "The routing number's check digit does not fit: it is mistyped.");
        }

        var district = ((routing[0] - '0') * 10) + (routing[1] - '0');
        return district is <= 12 or (>= 21 and <= 32) or (>= 61 and <= 72) or 80
            ? AddressCheck.Valid($"{routing}:{account}")
            : AddressCheck.Refuse(AddressProblem.Content, "No bank has a routing number that starts so.");
    }

    /// <summary>An account of ten digits at the bank whose routing number starts with eight digits.</summary>
    public static string Of(string eightDigits, string account)
    {
        var check = (10 - (CheckSum($"{eightDigits}0") % 10)) % 10;
        return $"{eightDigits}{check}:{account}";
    }

    private static int CheckSum(string routing)
    {
        ReadOnlySpan<int> weights = [3, 7, 1];
        var sum = 0;
        for (var i = 0; i < RoutingDigits; i++)
        {
            sum += (routing[i] - '0') * weights[i % 3];
        }

        return sum;
    }
}
