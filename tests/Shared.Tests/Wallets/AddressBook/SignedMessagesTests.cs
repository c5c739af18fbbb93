using System.Text;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Shared.Tests.Wallets.AddressBook;

public sealed class SignedMessagesTests
{
    private static readonly TestWallet Wallet = new(1);

    [Theory]
    [InlineData("", "9c1185a5c5e9fc54612808977ee8f548b2258d31")]
    [InlineData("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "9b752e45573d4b39f4dbd3323cab82bf63326bfb")]
    public void Ripemd160_OfItsPublishedVectors_IsRight(string text, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(Ripemd160.Hash(Encoding.ASCII.GetBytes(text))));

    /// <summary>The example of web3.js's documentation of <c>eth.accounts.sign</c>.</summary>
    [Fact]
    public void Refuse_OfAPublishedEthereumSignature_FindsItRight() => Assert.Null(SignedMessages.Refuse(
        NetworkNames.Ethereum, "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23", "Some data",
        "0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c"));

    /// <summary>The example of Bitcoin Core's functional test <c>rpc_signmessagewithprivkey</c>, its address on the main network.</summary>
    [Fact]
    public void Refuse_OfAPublishedBitcoinSignature_FindsItRight()
    {
        Assert.Equal(AddressProblem.None, Base58Check.TryDecode("mpLQjfK79b7CCV4VMJWEWAj5Mpx8Up5zxB", out var payload));
        payload[0] = 0;

        Assert.Null(SignedMessages.Refuse(
            NetworkNames.Bitcoin, Base58Check.Encode(payload), "This is just a test message",
            "INbVnW4e6PeRmsv2Qgu8NuopvrVjkcxob+sX8OcZG0SALhWybUjzMLPdAsXI46YZGb0KQTRii+wWIQzRpG/U+S0="));
    }

    [Fact]
    public void Refuse_OfOwnSignatures_FindsEachKindOfAddressRight()
    {
        const string message = "It is mine.";

        Assert.Null(SignedMessages.Refuse(NetworkNames.Ethereum, Wallet.Ethereum, message, Wallet.SignEthereum(message)));
        Assert.Null(SignedMessages.Refuse(NetworkNames.Tron, Wallet.Tron, message, Wallet.SignEthereum(message, "\u0019TRON Signed Message:\n")));
        Assert.Null(SignedMessages.Refuse(NetworkNames.Bitcoin, Wallet.Bitcoin, message, Wallet.SignBitcoin(message)));
        Assert.Null(SignedMessages.Refuse(NetworkNames.Bitcoin, Wallet.BitcoinLegacy, message, Wallet.SignBitcoin(message, 31)));
        Assert.Null(SignedMessages.Refuse(NetworkNames.Bitcoin, Wallet.BitcoinNested, message, Wallet.SignBitcoin(message, 35)));
    }

    [Fact]
    public void Refuse_OfAnotherKeyMessageOrForm_SaysWhy()
    {
        var other = new TestWallet(2);
        const string message = "It is mine.";

        Assert.Contains("another key", SignedMessages.Refuse(NetworkNames.Ethereum, Wallet.Ethereum, message, other.SignEthereum(message)), StringComparison.Ordinal);
        Assert.Contains("another key", SignedMessages.Refuse(NetworkNames.Ethereum, Wallet.Ethereum, message + " ", Wallet.SignEthereum(message)), StringComparison.Ordinal);
        Assert.Contains("130", SignedMessages.Refuse(NetworkNames.Ethereum, Wallet.Ethereum, message, "0x12"), StringComparison.Ordinal);
        Assert.Contains("another key", SignedMessages.Refuse(NetworkNames.Ethereum, Wallet.Ethereum, message, "0x" + new string('f', 130)), StringComparison.Ordinal);
        Assert.Contains("another key", SignedMessages.Refuse(NetworkNames.Bitcoin, Wallet.Bitcoin, message, other.SignBitcoin(message)), StringComparison.Ordinal);
        Assert.Contains("base 64", SignedMessages.Refuse(NetworkNames.Bitcoin, Wallet.Bitcoin, message, "not base 64!"), StringComparison.Ordinal);
        Assert.Contains("no key", SignedMessages.Refuse(NetworkNames.Bitcoin, Wallet.Bitcoin, message, Convert.ToBase64String([39, .. new byte[64]])), StringComparison.Ordinal);
        Assert.Contains(
            "taproot",
            SignedMessages.Refuse(NetworkNames.Bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", message, Wallet.SignBitcoin(message)),
            StringComparison.Ordinal);
    }
}
