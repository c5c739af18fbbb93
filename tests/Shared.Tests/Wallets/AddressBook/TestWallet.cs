using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using CryptoVault.Wallets.Addresses;

namespace CryptoVault.Shared.Tests.Wallets.AddressBook;

/// <summary>A wallet with a key of its own that signs messages. For tests only: it takes no care of its key.</summary>
internal sealed class TestWallet(int seed)
{
    private static readonly BigInteger N = BigInteger.Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    private readonly BigInteger key = Number(SHA256.HashData(BitConverter.GetBytes(seed))) % N;

    private Secp256k1.Point PublicKey => Secp256k1.OfGenerator(key)!.Value;

    private byte[] KeyHash => Ripemd160.Hash(SHA256.HashData(PublicKey.ToCompressed()));

    public string Ethereum => EthereumAddresses.Of(Keccak256.Hash(PublicKey.ToBytes()).AsSpan(12));

    public string Tron => TronAddresses.Of(Keccak256.Hash(PublicKey.ToBytes()).AsSpan(12));

    public string Bitcoin => BitcoinAddresses.OfWitnessProgram(0, KeyHash);

    public string BitcoinLegacy => Base58Check.Encode([0, .. KeyHash]);

    public string BitcoinNested => Base58Check.Encode([5, .. Ripemd160.Hash(SHA256.HashData([0, 20, .. KeyHash]))]);

    public string SignEthereum(string message, string prefix = "\u0019Ethereum Signed Message:\n")
    {
        var (signature, recovery) = Sign(SignedMessages.HashOf(prefix, message));
        return "0x" + Convert.ToHexStringLower([.. signature, (byte)(27 + recovery)]);
    }

    public string SignBitcoin(string message, int header = 39)
    {
        var (signature, recovery) = Sign(SignedMessages.BitcoinHashOf(message));
        return Convert.ToBase64String([(byte)(header + recovery), .. signature]);
    }

    private (byte[] Signature, int Recovery) Sign(byte[] hash)
    {
        var nonce = Number(SHA256.HashData([.. hash, .. key.ToByteArray()])) % N;
        var point = Secp256k1.OfGenerator(nonce)!.Value;
        var r = point.X % N;
        var s = BigInteger.ModPow(nonce, N - 2, N) * (Number(hash) + (r * key)) % N;
        return ([.. Bytes(r), .. Bytes(s)], (point.Y.IsEven ? 0 : 1) + (point.X >= N ? 2 : 0));
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger value)
    {
        var written = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - written.Length], .. written];
    }
}
