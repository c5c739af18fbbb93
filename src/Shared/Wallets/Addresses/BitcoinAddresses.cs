namespace CryptoVault.Wallets.Addresses;

/// <summary>Addresses of the Bitcoin main network: P2PKH and P2SH (base58check), and witness programs (bech32 for version 0, bech32m above; BIP-173, BIP-350).</summary>
internal static class BitcoinAddresses
{
    public const string Prefix = "bc";
    private const byte PublicKeyHash = 0x00;
    private const byte ScriptHash = 0x05;

    private static readonly string[] TestPrefixes = ["tb", "bcrt"];

    public static AddressCheck Check(string address)
    {
        var separator = address.LastIndexOf('1');
        var prefix = separator > 0 ? address[..separator].ToLowerInvariant() : "";
        return prefix == Prefix || TestPrefixes.Contains(prefix) ? CheckWitness(address) : CheckBase58(address);
    }

    /// <summary>The address of a witness program.</summary>
    public static string OfWitnessProgram(int version, ReadOnlySpan<byte> program) =>
        Bech32.Encode(Prefix, [(byte)version, .. Bech32.ToValues(program)], version == 0 ? Bech32Variant.Bech32 : Bech32Variant.Bech32M);

    /// <summary>Reads a witness address of any network; null when it is none.</summary>
    internal static (string Prefix, int Version, byte[] Program)? ReadWitness(string address, out AddressProblem problem)
    {
        problem = Bech32.TryDecode(address, out var decoded);
        if (problem != AddressProblem.None)
        {
            return null;
        }

        problem = AddressProblem.Content;
        if (decoded.Values.Length == 0 || decoded.Values[0] > 16 || Bech32.ToBytes(decoded.Values.AsSpan(1)) is not { Length: >= 2 and <= 40 } program)
        {
            return null;
        }

        var version = decoded.Values[0];
        if (version == 0 && program.Length is not 20 and not 32)
        {
            return null;
        }

        if ((version == 0) != (decoded.Variant == Bech32Variant.Bech32))
        {
            problem = AddressProblem.Checksum;
            return null;
        }

        problem = AddressProblem.None;
        return (decoded.Prefix, version, program);
    }

    private static AddressCheck CheckWitness(string address)
    {
        if (ReadWitness(address, out var problem) is not { } witness)
        {
            return AddressCheck.Refuse(problem, problem switch
            {
                AddressProblem.Length => "A Bitcoin address that starts with bc1 has 14 to 74 characters.",
                AddressProblem.Character => "A Bitcoin address that starts with bc1 has only the characters qpzry9x8gf2tvdw0s3jn54khce6mua7l after it.",
                AddressProblem.MixedCase => "A Bitcoin address that starts with bc1 is all in lower case or all in upper case.",
                AddressProblem.Checksum => "The check characters do not fit: the address is mistyped or cut.",
                _ => "Its witness version or the length of its program is none that can exist.",
            });
        }

        return witness.Prefix == Prefix
            ? AddressCheck.Valid(address.ToLowerInvariant())
            : AddressCheck.Refuse(AddressProblem.OtherNetwork, "This is an address of a Bitcoin test network.");
    }

    private static AddressCheck CheckBase58(string address)
    {
        var problem = Base58Check.TryDecode(address, out var payload);
        if (problem != AddressProblem.None)
        {
            return AddressCheck.Refuse(problem, problem switch
            {
                AddressProblem.Length => "A Bitcoin address has 26 to 35 characters, or starts with bc1.",
                AddressProblem.Character => "A Bitcoin address has only letters and digits, without 0, O, I and l, or starts with bc1.",
                _ => "The check characters do not fit: the address is mistyped or cut.",
            });
        }

        return (payload.Length, payload[0]) switch
        {
            (21, PublicKeyHash or ScriptHash) => AddressCheck.Valid(address),
            (21, 0x6f or 0xc4) => AddressCheck.Refuse(AddressProblem.OtherNetwork, "This is an address of a Bitcoin test network."),
            (21, TronAddresses.Version) => AddressCheck.Refuse(AddressProblem.OtherNetwork, "This is a Tron address."),
            _ => AddressCheck.Refuse(AddressProblem.Content, "Its version or length is not that of a Bitcoin address."),
        };
    }
}
