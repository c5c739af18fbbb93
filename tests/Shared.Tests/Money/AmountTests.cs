using CryptoVault.Money;

namespace CryptoVault.Shared.Tests.Money;

public sealed class AmountTests
{
    private static readonly Asset Btc = AssetCatalog.Default.Get("BTC");
    private static readonly Asset Usdt = AssetCatalog.Default.Get("USDT");

    [Fact]
    public void Add_TwoAssets_Throws() =>
        Assert.Throws<ArgumentException>(() => new Amount(1, Btc) + new Amount(1, Usdt));

    [Fact]
    public void Compare_TwoAssets_Throws() =>
        Assert.Throws<ArgumentException>(() => new Amount(1, Btc) < new Amount(1, Usdt));

    [Fact]
    public void Add_BeyondTheRange_Throws() =>
        Assert.Throws<OverflowException>(() => new Amount(Int128.MaxValue, Btc) + new Amount(1, Btc));

    [Theory]
    [InlineData(10, 1, 3, Rounding.Down, 3)]
    [InlineData(10, 1, 3, Rounding.Up, 4)]
    [InlineData(9, 1, 3, Rounding.Up, 3)]
    [InlineData(-10, 1, 3, Rounding.Down, -3)]
    [InlineData(-10, 1, 3, Rounding.Up, -4)]
    public void MulDiv_WithNamedRounding_RoundsAsNamed(long units, long numerator, long denominator, Rounding rounding, long expected) =>
        Assert.Equal(expected, new Amount(units, Btc).MulDiv(numerator, denominator, rounding).Units);

    [Theory]
    [InlineData("btc", 8, 8, 8)]
    [InlineData("B", 8, 8, 8)]
    [InlineData("BTC", 19, 8, 8)]
    [InlineData("BTC", 8, 9, 8)]
    [InlineData("BTC", 8, 8, 9)]
    public void Asset_OutOfBounds_IsRefused(string code, int scale, int withdrawalScale, int displayPlaces) =>
        Assert.ThrowsAny<ArgumentException>(() => new Asset(code, scale, withdrawalScale, displayPlaces, "name"));
}
