using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Deposits;

namespace CryptoVault.Shared.Tests.Wallets.Deposits;

public sealed class PaymentUrisTests
{
    private const string Bech32 = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    private const string Ether = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private const string Tron = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";

    private readonly PaymentUris uris = new(new TokenContracts([]));

    [Theory]
    [InlineData("BTC", "bitcoin", Bech32, null, "bitcoin:" + Bech32)]
    [InlineData("BTC", "bitcoin", Bech32, "20.3", "bitcoin:" + Bech32 + "?amount=20.3")]
    [InlineData("BTC", "bitcoin", Bech32, "50", "bitcoin:" + Bech32 + "?amount=50")]
    [InlineData("ETH", "ethereum", Ether, null, "ethereum:" + Ether + "@1")]
    [InlineData("ETH", "ethereum", Ether, "2.014", "ethereum:" + Ether + "@1?value=2014000000000000000")]
    [InlineData("USDT", "ethereum", Ether, null, "ethereum:0xdAC17F958D2ee523a2206206994597C13D831ec7@1/transfer?address=" + Ether)]
    [InlineData("USDC", "ethereum", Ether, "1.5", "ethereum:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48@1/transfer?address=" + Ether + "&uint256=1500000")]
    [InlineData("USDT", "tron", Tron, "7", "tron:" + Tron + "?token=TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t&amount=7")]
    public void Of_AnAddress_IsTheLinkOfTheNetworksStandard(string asset, string network, string address, string? amount, string uri)
    {
        var coin = AssetCatalog.Default.Get(asset);
        Assert.Equal(uri, uris.Of(coin, network, address, amount is null ? null : WalletWorld.Of(amount, coin)));
    }

    [Fact]
    public void Of_ATokenWithoutAKnownContract_IsTheBareAddress()
    {
        var none = new PaymentUris(new TokenContracts([new TokenContract { Asset = "USDC", Network = "ethereum", Contract = Ether }]));
        Assert.Equal(Ether, none.Of(AssetCatalog.Default.Get("USDT"), "ethereum", Ether, null));
    }

    [Fact]
    public void Contracts_WithAnImpossibleAddress_AreRefusedAtStart()
    {
        var failure = Assert.Throws<ArgumentException>(() =>
            new TokenContracts([new TokenContract { Asset = "USDT", Network = "ethereum", Contract = "0xdAC17F958D2ee523a2206206994597C13D831eC7" }]));
        Assert.Contains("USDT on ethereum", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "OUT_OF_RANGE")]
    [InlineData("0.0000001", "TOO_MANY_PLACES")]
    [InlineData("1e3", "NOT_A_DECIMAL")]
    public async Task Address_ForAnAmountThatTheNetworkCannotCarry_IsRefusedAndChangesNothing(string amount, string code)
    {
        var world = new WalletWorld();
        var before = world.Digest();
        var refused = await world.Addresses.WithPaymentUriAsync(WalletWorld.Ana, "USDT", "tron", amount, uris);

        Assert.Equal(code, Assert.Single(Assert.IsType<ValidationFailed>(refused.Error).Fields).Code);
        Assert.Equal(before, world.Digest());
    }

    [Fact]
    public async Task Address_AskedForTwice_IsTheSameWithTheLinkOfEach()
    {
        var world = new WalletWorld();
        var any = (await world.Addresses.WithPaymentUriAsync(WalletWorld.Ana, "BTC", "bitcoin", null, uris)).Value;
        var some = (await world.Addresses.WithPaymentUriAsync(WalletWorld.Ana, "BTC", "bitcoin", "0.25", uris)).Value;

        Assert.Equal(any.Document, some.Document);
        Assert.Equal($"bitcoin:{any.Document.Address}?amount=0.25", some.PaymentUri);
    }
}
