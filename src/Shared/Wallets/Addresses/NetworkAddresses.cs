namespace CryptoVault.Wallets.Addresses;

/// <summary>Addresses by network. A checksum is always verified; what cannot exist is refused with the reason.</summary>
public static class NetworkAddresses
{
    /// <summary>Most characters that any address may have; longer texts are not looked at.</summary>
    public const int MaxLength = 128;

    /// <summary>Checks an address of a network (see <see cref="Networks.NetworkNames"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The network is not known: a bug or a wrong configuration.</exception>
    public static AddressCheck Check(string network, string address)
    {
        if (address.Length is 0 or > MaxLength)
        {
            return AddressCheck.Refuse(AddressProblem.Length, "This is no address.");
        }

        return network switch
        {
            Networks.NetworkNames.Bitcoin => BitcoinAddresses.Check(address),
            Networks.NetworkNames.Ethereum => EthereumAddresses.Check(address),
            Networks.NetworkNames.Tron => TronAddresses.Check(address),
            Networks.NetworkNames.Sepa => IbanAddresses.Check(address),
            Networks.NetworkNames.Ach => AchAddresses.Check(address),
            _ => throw new ArgumentOutOfRangeException(nameof(network), network, "No address format is known for this network."),
        };
    }
}
