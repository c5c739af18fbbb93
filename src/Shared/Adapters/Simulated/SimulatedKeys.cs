using System.Security.Cryptography;
using System.Text;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Adapters.Simulated;

/// <summary>
/// Addresses and transaction ids of the simulated chains, derived from what they are for. The addresses are well
/// formed, but nobody has a key for them: whoever sends real coins there loses them.
/// </summary>
internal static class SimulatedKeys
{
    private const int AddressBytes = 20;

    /// <summary>A user's address: one per network, for all assets, as on real networks with tokens.</summary>
    public static string Address(string network, string userId)
    {
        var bytes = Hash($"address|{network}|{userId}").AsSpan(0, AddressBytes);
        return network switch
        {
            NetworkNames.Bitcoin => BitcoinAddresses.OfWitnessProgram(0, bytes),
            NetworkNames.Ethereum => EthereumAddresses.Of(bytes),
            NetworkNames.Tron => TronAddresses.Of(bytes),
            NetworkNames.Sepa => IbanAddresses.Of(Digits(bytes, 18)),
            NetworkNames.Ach => AchAddresses.Of("02100002", Digits(bytes, 10)),
            _ => throw new ArgumentOutOfRangeException(nameof(network), network, "There is no such chain."),
        };
    }

    /// <summary>The id of the transaction that a reference stands for.</summary>
    public static string TransactionId(string network, string reference)
    {
        var digits = Convert.ToHexStringLower(Hash($"transaction|{network}|{reference}"));
        return network == NetworkNames.Ethereum ? $"0x{digits}" : digits;
    }

    private static string Digits(ReadOnlySpan<byte> bytes, int count)
    {
        var digits = new char[count];
        for (var i = 0; i < count; i++)
        {
            digits[i] = (char)('0' + (bytes[i] % 10));
        }

        return new string(digits);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes($"cryptovault-simulated|{text}"));
}
