using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CryptoVault.LocalRuntime.Operations.Html;

/// <summary>
/// HTML that is safe to send. It is made only from interpolated strings of the source code, whose holes are encoded
/// unless they are HTML themselves; so no text of the outside gets into a page as markup.
/// </summary>
internal readonly record struct Markup
{
    private readonly string? text;

    private Markup(string text) => this.text = text;

    public static Markup Empty => default;

    /// <summary>The markup of an interpolated string.</summary>
    public static Markup Of(MarkupFormat format) => new(format.ToString());

    /// <summary>The markup of each item, one after the other.</summary>
    public static Markup Each<T>(IEnumerable<T> items, Func<T, Markup> markup)
    {
        var all = new StringBuilder();
        foreach (var item in items)
        {
            all.Append(markup(item).text);
        }

        return new Markup(all.ToString());
    }

    public override string ToString() => text ?? string.Empty;
}

/// <summary>Builds <see cref="Markup"/>: literal parts as they are, holes encoded (for text and for quoted attributes alike).</summary>
[InterpolatedStringHandler]
internal readonly struct MarkupFormat(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new(literalLength + (16 * formattedCount));

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(Markup markup) => text.Append(markup);

    public void AppendFormatted(string? value) => text.Append(Encoder.Encode(value ?? string.Empty));

    public void AppendFormatted<T>(T value, string? format = null) where T : struct, IFormattable =>
        AppendFormatted(value.ToString(format, System.Globalization.CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}
