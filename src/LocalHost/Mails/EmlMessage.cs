using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CryptoVault.LocalHost.Mails;

/// <summary>
/// A mail read from its file: RFC 5322 headers with RFC 2047 words, and the text and HTML parts of a MIME body in
/// the encodings that mails come in. What it does not understand it leaves as it stands in the file.
/// </summary>
internal sealed partial class EmlMessage
{
    private const int DeepestPart = 5;

    private readonly Dictionary<string, string> headers;

    private EmlMessage(Dictionary<string, string> headers) => this.headers = headers;

    public string? Text { get; private set; }

    public string? Html { get; private set; }

    /// <summary>A header's value, or an empty text.</summary>
    public string this[string name] => headers.GetValueOrDefault(name, string.Empty);

    /// <summary>Reads a message. Bytes are kept as Latin-1 characters until a part's own character set is known.</summary>
    public static EmlMessage Read(ReadOnlySpan<byte> file)
    {
        var (headers, body) = Split(Encoding.Latin1.GetString(file));
        var message = new EmlMessage(headers.ToDictionary(h => h.Key, h => Words(Utf8(h.Value)), StringComparer.OrdinalIgnoreCase));
        message.TakePart(headers, body, 0);
        return message;
    }

    private void TakePart(Dictionary<string, string> its, string body, int depth)
    {
        var type = its.GetValueOrDefault("Content-Type", "text/plain");
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            if (depth < DeepestPart && Parameter(type, "boundary") is { Length: > 0 } boundary)
            {
                foreach (var part in body.Split("--" + boundary)[1..].TakeWhile(p => !p.StartsWith("--", StringComparison.Ordinal)))
                {
                    var (headers, content) = Split(part.TrimStart('\r', '\n'));
                    TakePart(headers, content, depth + 1);
                }
            }

            return;
        }

        var text = Decode(body, its.GetValueOrDefault("Content-Transfer-Encoding", "7bit").Trim(), Parameter(type, "charset"));
        if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
        {
            Html ??= text;
        }
        else if (type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase))
        {
            Text ??= text;
        }
    }

    private static (Dictionary<string, string> Headers, string Body) Split(string message)
    {
        var end = HeaderEnd().Match(message);
        var head = end.Success ? message[..end.Index] : message;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Folding().Replace(head, " ").Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        return (headers, end.Success ? message[(end.Index + end.Length)..] : string.Empty);
    }

    private static string Decode(string body, string encoding, string? charset)
    {
        var bytes = encoding.ToUpperInvariant() switch
        {
            "BASE64" => FromBase64(body),
            "QUOTED-PRINTABLE" => FromQuotedPrintable(SoftBreak().Replace(body, string.Empty)),
            _ => Encoding.Latin1.GetBytes(body),
        };
        return string.Equals(charset, "iso-8859-1", StringComparison.OrdinalIgnoreCase) ? Encoding.Latin1.GetString(bytes) : Encoding.UTF8.GetString(bytes);
    }

    private static byte[] FromBase64(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(Blank().Replace(text, string.Empty), buffer, out var written) ? buffer[..written] : Encoding.Latin1.GetBytes(text);
    }

    private static byte[] FromQuotedPrintable(string text) => Encoding.Latin1.GetBytes(
        Quoted().Replace(text, match => ((char)byte.Parse(match.ValueSpan[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString()));

    private static string Words(string value) => EncodedWord().Replace(WordGap().Replace(value, "?="), match => Decode(
        match.Groups[2].Value is "B" or "b" ? match.Groups[3].Value : match.Groups[3].Value.Replace('_', ' '),
        match.Groups[2].Value is "B" or "b" ? "base64" : "quoted-printable",
        match.Groups[1].Value));

    private static string Utf8(string latin) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin));

    private static string? Parameter(string header, string name)
    {
        var match = Regex.Match(header, $@";\s*{name}\s*=\s*(?:""([^""]*)""|([^;\s]*))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return match.Success ? match.Groups[1].Value + match.Groups[2].Value : null;
    }

    [GeneratedRegex("\r?\n\r?\n")]
    private static partial Regex HeaderEnd();

    [GeneratedRegex("\r?\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex("=\r?\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex("=[0-9A-Fa-f]{2}")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=")]
    private static partial Regex EncodedWord();

    /// <summary>White space between two encoded words is not part of the text.</summary>
    [GeneratedRegex(@"\?=\s+(?==\?)")]
    private static partial Regex WordGap();
}
