using CryptoVault.Unicode;

namespace CryptoVault.Shared.Tests.Unicode;

public sealed class NfkcTests
{
    /// <summary>Vectors of Unicode's NormalizationTest.txt (columns source and NFKC).</summary>
    [Theory]
    [InlineData("plain ASCII 123", "plain ASCII 123")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u00E9", "\u00E9")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\uFB01", "fi")]
    [InlineData("\u1E9B\u0323", "\u1E69")]
    [InlineData("\u1E0A\u0323", "\u1E0C\u0307")]
    [InlineData("D\u0307\u0323", "\u1E0C\u0307")]
    [InlineData("\uFF21\uFF42\uFF11", "Ab1")]
    [InlineData("\u2460", "1")]
    [InlineData("\u00BD", "1\u20442")]
    [InlineData("\uD55C", "\uD55C")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\u3131", "\u1100")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u2126", "\u03A9")]
    [InlineData("\uFDFA", "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064A\u0647 \u0648\u0633\u0644\u0645")]
    [InlineData("\U0001D160", "\U0001D158\U0001D165\U0001D16E")]
    [InlineData("\U0002F800", "\u4E3D")]
    [InlineData("a\u0315\u0300\u05AE\u0062", "\u00E0\u05AE\u0315b")]
    [InlineData("\u0061\u05B0\u094D\u3099\u0062", "a\u3099\u094D\u05B0b")]
    [InlineData("\u0041\u030A\u0301", "\u01FA")]
    public void Normalise_OfAVector_IsItsFormKc(string source, string expected)
    {
        Assert.Equal(expected, Nfkc.Normalise(source));
        Assert.Equal(expected, Nfkc.Normalise(expected));
    }
}
