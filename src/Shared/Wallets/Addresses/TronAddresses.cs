namespace CryptoVault.Wallets.Addresses;

/// <summary>Addresses of Tron's main network: base58check of 0x41 and 20 bytes, so they start with T.</summary>
internal static class TronAddresses
{
    public const byte Version = 0x41;

    public static AddressCheck Check(string address)
    {
        var problem = Base58Check.TryDecode(address, out var payload);
        if (problem != AddressProblem.None)
        {
            return AddressCheck.Refuse(problem, problem switch
            {
                AddressProblem.Length => "A Tron address has 34 characters.",
                AddressProblem.Character => "A Tron address has only letters and digits, without 0, O, I and l.",
                _ => "The check characters do not fit: the address is mistyped or cut.",
            });
        }

        if (payload.Length != 21 || payload[0] != Version)
        {
            return AddressCheck.Refuse(AddressProblem.OtherNetwork, "A Tron address has 34 characters and starts with T.");
        }

        return AddressCheck.Valid(address);
    }

    /// <summary>The address of 20 bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Base58Check.Encode([Version, .. bytes]);
}
