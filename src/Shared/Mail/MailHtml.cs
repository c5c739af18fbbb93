using System.Net;
using System.Text;

namespace CryptoVault.Mail;

/// <summary>
/// The HTML form of a mail, made from its text, so that both always say the same: paragraphs, lines of "label: value" as a
/// table, addresses of pages as links. Everything that stands in the text is escaped; no image, script or style from elsewhere.
/// </summary>
public static class MailHtml
{
    private const int LongestLabel = 30;

    /// <summary>The HTML document.</summary>
    public static string Of(MailText mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var html = new StringBuilder("""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>
            """).Append(Escape(mail.Subject)).Append("""
            </title></head>
            <body style="margin:0;padding:24px;background:#f4f5f7;font:16px/1.5 system-ui,sans-serif;color:#1b1f24">
            <div style="max-width:36rem;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
            <h1 style="font-size:20px;margin:0 0 16px">
            """).Append(Escape(mail.Subject)).Append("</h1>\n");
        foreach (var paragraph in mail.Text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Append(html, paragraph.Split('\n'));
        }

        return html.Append("</div>\n</body></html>\n").ToString();
    }

    private static void Append(StringBuilder html, string[] lines)
    {
        if (lines.Length > 1 && lines.All(line => LabelOf(line) is not null))
        {
            html.Append("<table style=\"border-collapse:collapse;margin:0 0 16px\">\n");
            foreach (var line in lines)
            {
                var label = LabelOf(line)!;
                html.Append("<tr><th style=\"text-align:left;padding:2px 16px 2px 0;vertical-align:top\">").Append(Escape(label))
                    .Append("</th><td style=\"word-break:break-all\">").Append(Escape(line[(label.Length + 2)..])).Append("</td></tr>\n");
            }

            html.Append("</table>\n");
            return;
        }

        html.Append("<p style=\"margin:0 0 16px;word-break:break-word\">").AppendJoin(' ', lines.Select(line => IsLink(line) ? Link(line) : Escape(line))).Append("</p>\n");
    }

    private static string? LabelOf(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon is > 0 and <= LongestLabel && !IsLink(line) ? line[..colon] : null;
    }

    private static bool IsLink(string line) =>
        (line.StartsWith("https://", StringComparison.Ordinal) || line.StartsWith("http://", StringComparison.Ordinal)) && !line.Contains(' ', StringComparison.Ordinal);

    private static string Link(string address) =>
        $"<br><a href=\"{Escape(address)}\" style=\"display:inline-block;margin-top:8px;padding:10px 20px;border-radius:6px;background:#1a5fb4;color:#ffffff;text-decoration:none\">Open the page</a>";

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
