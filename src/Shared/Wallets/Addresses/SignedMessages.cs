using System.Security.Cryptography;
using System.Text;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Wallets.Addresses;

/// <summary>
/// Messages that a wallet signed with the key of an address: Bitcoin's <c>signmessage</c> with the headers of BIP-137, Ethereum's
/// <c>personal_sign</c> (EIP-191, version 0x45), and Tron's <c>signMessageV2</c> (TIP-191), which is Ethereum's with another prefix.
/// </summary>
internal static class SignedMessages
{
    private const int SignatureBytes = 65;

    /// <summary>Null when the address's owner signed the message; else why that is not so, as a sentence.</summary>
    /// <param name="network">The network.</param>
    /// <param name="address">The address in canonical form.</param>
    /// <param name="message">The message.</param>
    /// <param name="signature">Base 64 on Bitcoin; 0x and 130 hexadecimal digits on Ethereum and Tron.</param>
    public static string? Refuse(string network, string address, string message, string signature) => network switch
    {
        NetworkNames.Bitcoin => RefuseBitcoin(address, message, signature),
        NetworkNames.Ethereum => RefuseEthereum(address, HashOf("\u0019Ethereum Signed Message:\n", message), signature, key => EthereumAddresses.Of(key)),
        NetworkNames.Tron => RefuseEthereum(address, HashOf("\u0019TRON Signed Message:\n", message), signature, key => TronAddresses.Of(key)),
        _ => $"Messages of {network} are not understood.",
    };

    /// <summary>What Bitcoin's signmessage signs.</summary>
    internal static byte[] BitcoinHashOf(string message)
    {
        const string prefix = "\u0018Bitcoin Signed Message:\n";
        var text = Encoding.UTF8.GetBytes(message);
        byte[] length = text.Length < 0xfd ? [(byte)text.Length] : [0xfd, (byte)text.Length, (byte)(text.Length >> 8)];
        return SHA256.HashData(SHA256.HashData([.. Encoding.Latin1.GetBytes(prefix), .. length, .. text]));
    }

    /// <summary>What personal_sign signs.</summary>
    internal static byte[] HashOf(string prefix, string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        return Keccak256.Hash([.. Encoding.Latin1.GetBytes(prefix), .. Encoding.ASCII.GetBytes($"{text.Length}"), .. text]);
    }

    private static string? RefuseEthereum(string address, byte[] hash, string signature, Func<byte[], string> addressOf)
    {
        var bytes = new byte[SignatureBytes];
        if (!signature.StartsWith("0x", StringComparison.Ordinal) || signature.Length != 2 + (2 * SignatureBytes)
            || Convert.FromHexString(signature.AsSpan(2), bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != bytes.Length)
        {
            return "it is not 0x and 130 hexadecimal digits.";
        }

        var recovery = bytes[^1] >= 27 ? bytes[^1] - 27 : bytes[^1];
        return recovery <= 1 && Secp256k1.Recover(hash, bytes.AsSpan(0, 64), recovery) is { } key && addressOf(Keccak256.Hash(key.ToBytes())[12..]) == address
            ? null
            : "another key made it, or it is of another message.";
    }

    private static string? RefuseBitcoin(string address, string message, string signature)
    {
        if (address.StartsWith("bc1p", StringComparison.Ordinal) || (address.StartsWith("bc1q", StringComparison.Ordinal) && address.Length > 42))
        {
            return "addresses of taproot and of scripts cannot sign in this way; use one that starts with 1, 3 or bc1q and has one key.";
        }

        var bytes = new byte[SignatureBytes];
        if (!Convert.TryFromBase64String(signature, bytes, out var written) || written != bytes.Length || bytes[0] is < 27 or > 42)
        {
            return "it is not the base 64 of 65 bytes that signmessage makes.";
        }

        var recovery = (bytes[0] - 27) & 3;
        if (Secp256k1.Recover(BitcoinHashOf(message), bytes.AsSpan(1), recovery) is not { } key)
        {
            return "no key can have made it.";
        }

        // Wallets disagree about the header of witness addresses, so the key decides: an uncompressed one has one address only.
        var isCompressed = bytes[0] >= 31;
        var hash = Ripemd160.Hash(SHA256.HashData(isCompressed ? key.ToCompressed() : [4, .. key.ToBytes()]));
        var mine = address.StartsWith("bc1", StringComparison.Ordinal) ? isCompressed && BitcoinAddresses.OfWitnessProgram(0, hash) == address
            : address[0] == '3' ? isCompressed && Base58Check.Encode([0x05, .. Ripemd160.Hash(SHA256.HashData([0x00, 0x14, .. hash]))]) == address
            : Base58Check.Encode([0x00, .. hash]) == address;
        return mine ? null : "another key made it, or it is of another message.";
    }
}
