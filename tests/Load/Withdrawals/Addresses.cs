namespace CryptoVault.Load.Withdrawals;

/// <summary>Addresses that money goes to.</summary>
internal static class Addresses
{
    /// <summary>An address of a customer's own: forty hexadecimal digits in lower case, which carry no checksum.</summary>
    public static string Of(int number) => $"0x{0xa11ce000 + number:x40}";
}
