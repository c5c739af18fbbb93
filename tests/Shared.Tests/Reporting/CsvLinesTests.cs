using System.Text;
using CryptoVault.Reporting;

namespace CryptoVault.Shared.Tests.Reporting;

public sealed class CsvLinesTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30 1234", "'+49 30 1234")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("-", "'-")]
    [InlineData("-.5", "'-.5")]
    [InlineData("+5", "'+5")]
    [InlineData("-0.50000000", "-0.50000000")]
    [InlineData("-7", "-7")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void Guard_OfACell_KeepsNumbersAndDisarmsFormulas(string cell, string written) => Assert.Equal(written, CsvLines.Guard(cell));

    [Fact]
    public void Take_OfLines_QuotesWhatNeedsItAndEndsLinesWithCrLf()
    {
        using var lines = new CsvLines();
        lines.Add("time", "note");
        lines.Add("2026-01-31", "a \"b\", c");
        var first = lines.Take();
        lines.Add("-1.5", "=cmd|' /C calc'!A0");

        Assert.Equal("time,note\r\n2026-01-31,\"a \"\"b\"\", c\"\r\n", Encoding.UTF8.GetString(first));
        Assert.Equal("-1.5,'=cmd|' /C calc'!A0\r\n", Encoding.UTF8.GetString(lines.Take()));
        Assert.Empty(lines.Take());
    }
}
