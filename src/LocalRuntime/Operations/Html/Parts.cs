using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CryptoVault.LocalRuntime.Operations.Html;

/// <summary>The small pieces that all pages are made of.</summary>
internal static class Parts
{
    private const int MostShown = 64 * 1024;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A point in time with how far it is away.</summary>
    public static Markup Time(DateTimeOffset? time, DateTimeOffset now) => time is not { } at
        ? Markup.Of($"<span class=\"faint\">never</span>")
        : Markup.Of($"<time datetime=\"{at.UtcDateTime:O}\" title=\"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} UTC\">{Distance(at - now)}</time>");

    /// <summary>The full text of a point in time.</summary>
    public static string Exact(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A span in its largest unit, as people say it.</summary>
    public static string Span(TimeSpan span)
    {
        span = span.Duration();
        return span.TotalSeconds switch
        {
            < 1 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:F0} ms"),
            < 120 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
            < 7200 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:F0} min"),
            < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:F0} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:F0} days"),
        };
    }

    /// <summary>A coloured word.</summary>
    /// <param name="text">The word.</param>
    /// <param name="tone"><c>good</c>, <c>bad</c>, <c>busy</c> or <c>calm</c>.</param>
    public static Markup Badge(string text, string tone) => Markup.Of($"<span class=\"badge {tone}\">{text}</span>");

    /// <summary>A count that is coloured when it is not zero.</summary>
    public static Markup Count(long count, string tone) =>
        count == 0 ? Markup.Of($"<span class=\"faint\">0</span>") : Badge(count.ToString("N0", CultureInfo.InvariantCulture), tone);

    public static Markup Link(string href, string text) => Markup.Of($"<a href=\"{href}\">{text}</a>");

    /// <summary>A payload: JSON is indented, what is too long is cut.</summary>
    public static Markup Payload(string? text) => string.IsNullOrEmpty(text)
        ? Markup.Of($"<span class=\"faint\">none</span>")
        : Markup.Of($"<pre>{Cut(Pretty(text))}</pre>");

    /// <summary>A payload behind a line that opens it.</summary>
    public static Markup Folded(string summary, string? text) => string.IsNullOrEmpty(text)
        ? Markup.Empty
        : Markup.Of($"<details><summary>{summary}</summary>{Payload(text)}</details>");

    /// <summary>Text of bytes that should be JSON in UTF-8.</summary>
    public static string TextOf(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MostShown)]);

    public static string Cut(string text) => text.Length <= MostShown ? text : string.Concat(text.AsSpan(0, MostShown), $"\n... ({text.Length:N0} characters in all)");

    /// <summary>Links to the next page and back to the first.</summary>
    public static Markup Pager(string? next, bool isFirst, string first) =>
        next is null && isFirst ? Markup.Empty : Markup.Of(
            $"<p class=\"pager\">{(isFirst ? Markup.Empty : Markup.Of($"<a href=\"{first}\">First page</a> "))}{(next is null ? Markup.Empty : Markup.Of($"<a rel=\"next\" href=\"{next}\">Next page</a>"))}</p>");

    /// <summary>A drop-down list.</summary>
    public static Markup Choice(string name, string label, IEnumerable<(string Value, string Text)> options, string? chosen) => Markup.Of(
        $"<label>{label} <select name=\"{name}\">{Markup.Each(options, o => Markup.Of($"<option value=\"{o.Value}\"{(o.Value == chosen ? Markup.Of($" selected") : Markup.Empty)}>{o.Text}</option>"))}</select></label>");

    private static string Distance(TimeSpan distance) => distance switch
    {
        { TotalSeconds: > -1 and < 1 } => "now",
        { Ticks: < 0 } => $"{Span(distance)} ago",
        _ => $"in {Span(distance)}",
    };

    private static string Pretty(string text)
    {
        if (text.Length > MostShown)
        {
            return text;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(json.RootElement, Indented);
        }
        catch (JsonException)
        {
            return text; // not every payload is JSON; it is shown as it is
        }
    }
}
