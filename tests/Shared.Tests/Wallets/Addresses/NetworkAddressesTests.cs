using System.Text;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Shared.Tests.Wallets.Addresses;

public sealed class NetworkAddressesTests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("The quick brown fox jumps over the lazy dog", "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    public void Keccak256_PublishedVectors_AreMet(string text, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(Keccak256.Hash(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Keccak256_OfWholeBlocks_DiffersByLength()
    {
        var hashes = new[] { 135, 136, 137, 272 }.Select(length => Convert.ToHexStringLower(Keccak256.Hash(new byte[length]))).ToArray();

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal("3a5912a7c5faa06ee4fe906253e339467a9ce87d533c65be3c15cb231cdb25f9", hashes[1]);
    }

    // EIP-55's own list.
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0x8617E340B3D01FA5F11F306F4090FD50E238070D")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c26")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void Check_PublishedEthereumAddress_IsValid(string address)
    {
        var check = NetworkAddresses.Check(NetworkNames.Ethereum, address);

        Assert.True(check.IsValid, check.Reason);
        Assert.Equal(address, check.Canonical, ignoreCase: true);
        Assert.Equal(check.Canonical, NetworkAddresses.Check(NetworkNames.Ethereum, "0x" + address[2..].ToLowerInvariant()).Canonical);
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", AddressProblem.Checksum)]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", AddressProblem.Length)]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00", AddressProblem.Length)]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", AddressProblem.Character)]
    public void Check_WrongEthereumAddress_SaysWhy(string address, AddressProblem problem) => AssertRefused(NetworkNames.Ethereum, address, problem);

    [Theory]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    [InlineData("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")]
    [InlineData("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy")]
    [InlineData("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")]
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0")]
    public void Check_PublishedBitcoinAddress_IsValid(string address)
    {
        var check = NetworkAddresses.Check(NetworkNames.Bitcoin, address);

        Assert.True(check.IsValid, check.Reason);
        Assert.Equal(address, check.Canonical);
    }

    [Theory]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", AddressProblem.Checksum)]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0", AddressProblem.Character)]
    [InlineData("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", AddressProblem.OtherNetwork)]
    [InlineData("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", AddressProblem.OtherNetwork)]
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", AddressProblem.OtherNetwork)]
    [InlineData("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdr", AddressProblem.Checksum)]
    [InlineData("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5m", AddressProblem.Checksum)]
    [InlineData("bc1QAR0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", AddressProblem.MixedCase)]
    [InlineData("tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut", AddressProblem.Character)]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", AddressProblem.Character)]
    [InlineData("", AddressProblem.Length)]
    [InlineData("1", AddressProblem.Length)]
    public void Check_WrongBitcoinAddress_SaysWhy(string address, AddressProblem problem) => AssertRefused(NetworkNames.Bitcoin, address, problem);

    // The contracts of USDT and USDC on Tron, and the null address.
    [Theory]
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "41a614f803b6fd780986a42c78ec9c7f77e6ded13c")]
    [InlineData("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", "410000000000000000000000000000000000000000")]
    public void Check_PublishedTronAddress_IsValid(string address, string payload)
    {
        Assert.True(NetworkAddresses.Check(NetworkNames.Tron, address).IsValid);
        Assert.Equal(address, TronAddresses.Of(Convert.FromHexString(payload).AsSpan(1)));
    }

    [Theory]
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", AddressProblem.Checksum)]
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6", AddressProblem.Checksum)]
    [InlineData("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLjOO", AddressProblem.Character)]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", AddressProblem.OtherNetwork)]
    public void Check_WrongTronAddress_SaysWhy(string address, AddressProblem problem) => AssertRefused(NetworkNames.Tron, address, problem);

    [Fact]
    public void Check_AnySingleMistypedCharacter_IsRefused()
    {
        const string address = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";
        for (var i = 4; i < address.Length; i++)
        {
            var mistyped = address[..i] + (address[i] == 'q' ? 'p' : 'q') + address[(i + 1)..];
            Assert.False(NetworkAddresses.Check(NetworkNames.Bitcoin, mistyped).IsValid, mistyped);
        }
    }

    private static void AssertRefused(string network, string address, AddressProblem problem)
    {
        var check = NetworkAddresses.Check(network, address);

        Assert.Equal(problem, check.Problem);
        Assert.NotEmpty(check.Reason);
        Assert.Empty(check.Canonical);
    }
}
