using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CryptoVault.Accounts.SecondFactors;

namespace CryptoVault.Shared.Tests.Accounts.SecondFactors;

public sealed partial class QrCodeTests
{
    private const string Text = "otpauth://totp/CryptoVault:ana%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=CryptoVault";

    [Fact]
    public void Svg_OfAUri_IsOneDarkPathWithTheThreeFinderPatterns()
    {
        var svg = XDocument.Parse(QrCode.Svg(Text)).Root!;

        var modules = ModulesOf(svg);
        var size = (int)Math.Sqrt(modules.Length);
        var last = size - 4 - 7;
        foreach (var (top, left) in new[] { (4, 4), (4, last), (last, 4) })
        {
            for (var i = 0; i < 7; i++)
            {
                for (var j = 0; j < 7; j++)
                {
                    var isRing = i is 0 or 6 || j is 0 or 6 || (i is >= 2 and <= 4 && j is >= 2 and <= 4);
                    Assert.True(modules[left + j, top + i] == isRing, $"module {left + j},{top + i}");
                }
            }
        }

        Assert.All(Enumerable.Range(0, size), i => Assert.False(modules[i, 0] || modules[i, 3] || modules[0, i] || modules[size - 1, i], "the quiet zone"));
    }

    [Fact]
    public void Svg_OfDifferentTexts_Differs() => Assert.NotEqual(QrCode.Svg(Text), QrCode.Svg(Text.Replace("GEZD", "GEZE", StringComparison.Ordinal)));

    [Fact]
    public void Svg_OfAnyText_HasNothingActive()
    {
        var svg = QrCode.Svg("\"><script>alert(1)</script>");

        Assert.DoesNotContain("script", svg, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href", svg, StringComparison.OrdinalIgnoreCase);
    }

    private static bool[,] ModulesOf(XElement svg)
    {
        var size = int.Parse(svg.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture);
        var modules = new bool[size, size];
        var dark = svg.Elements().Last().Attribute("d")!.Value;
        Assert.Equal(dark, string.Concat(Run().Matches(dark).Select(match => match.Value)));
        foreach (Match run in Run().Matches(dark))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            for (var i = 0; i < length; i++)
            {
                modules[x + i, y] = true;
            }
        }

        return modules;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\d+z")]
    private static partial Regex Run();
}
