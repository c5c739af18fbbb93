using CryptoVault.LocalRuntime.Operations.Html;

namespace CryptoVault.LocalRuntime.Tests.Operations;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("<script>", "&lt;script&gt;")]
    [InlineData("\" onload=\"x", "&quot; onload=&quot;x")]
    [InlineData("' & Grüße €", "&#x27; &amp; Grüße €")]
    [InlineData(null, "")]
    public void Of_WithTextInAHole_EncodesIt(string? text, string expected) =>
        Assert.Equal($"<b title=\"{expected}\">{expected}</b>", Markup.Of($"<b title=\"{text}\">{text}</b>").ToString());

    [Fact]
    public void Of_WithMarkupInAHole_KeepsIt()
    {
        var inner = Markup.Each(["<", ">"], text => Markup.Of($"<i>{text}</i>"));

        Assert.Equal("<p><i>&lt;</i><i>&gt;</i> 1,234</p>", Markup.Of($"<p>{inner} {1234:N0}</p>").ToString());
    }

    [Fact]
    public void Payload_OfJson_IsIndentedAndEncoded() =>
        Assert.Equal("<pre>{&#xA;  &quot;a&quot;: &quot;&lt;b&gt;&quot;&#xA;}</pre>", Parts.Payload("""{"a":"<b>"}""").ToString());

    [Fact]
    public void Payload_ThatIsTooLong_IsCut()
    {
        var shown = Parts.Payload(new string('x', 1_000_000)).ToString();

        Assert.True(shown.Length < 70_000);
        Assert.Contains("1,000,000 characters", shown, StringComparison.Ordinal);
    }
}
