using CryptoVault.Money;
using FsCheck;
using FsCheck.Fluent;

namespace CryptoVault.Shared.Tests.Money;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", 8, "0")]
    [InlineData("0.0015", 8, "150000")]
    [InlineData("0.00150000", 8, "150000")]
    [InlineData("1", 18, "1000000000000000000")]
    [InlineData("9999999999999999999", 18, "9999999999999999999000000000000000000")]
    [InlineData("007", 0, "7")]
    public void TryParse_PlainDecimals_GivesUnits(string text, int scale, string units)
    {
        Assert.Equal(DecimalTextError.None, DecimalText.TryParse(text, scale, out var parsed));
        Assert.Equal(Int128.Parse(units), parsed);
    }

    [Theory]
    [InlineData("", DecimalTextError.NotPlainDecimal)]
    [InlineData(".", DecimalTextError.NotPlainDecimal)]
    [InlineData("1.", DecimalTextError.NotPlainDecimal)]
    [InlineData(".5", DecimalTextError.NotPlainDecimal)]
    [InlineData("-1", DecimalTextError.NotPlainDecimal)]
    [InlineData("+1", DecimalTextError.NotPlainDecimal)]
    [InlineData("1e3", DecimalTextError.NotPlainDecimal)]
    [InlineData("1,000", DecimalTextError.NotPlainDecimal)]
    [InlineData(" 1", DecimalTextError.NotPlainDecimal)]
    [InlineData("1.2.3", DecimalTextError.NotPlainDecimal)]
    [InlineData("\u0661", DecimalTextError.NotPlainDecimal)]
    [InlineData("0.000000001", DecimalTextError.TooManyPlaces)]
    [InlineData("99999999999999999999", DecimalTextError.TooLarge)]
    public void TryParse_AnythingElse_SaysWhy(string text, DecimalTextError expected) =>
        Assert.Equal(expected, DecimalText.TryParse(text, 8, out _));

    [Fact]
    public void Format_AnyUnits_ParsesBackToThem() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>(),
            Gen.Choose(0, 18).ToArbitrary(),
            (units, scale) =>
            {
                var positive = Int128.Abs(units);
                var text = DecimalText.Format(positive, scale);
                return DecimalText.TryParse(text, scale, out var parsed) == DecimalTextError.None && parsed == positive;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("-150000", 8, "-0.00150000")]
    [InlineData("0", 8, "0.00000000")]
    [InlineData("12", 0, "12")]
    [InlineData("-170141183460469231731687303715884105728", 18, "-170141183460469231731.687303715884105728")]
    public void Format_EdgeValues_WritesAllPlaces(string units, int scale, string text) =>
        Assert.Equal(text, DecimalText.Format(Int128.Parse(units), scale));
}
