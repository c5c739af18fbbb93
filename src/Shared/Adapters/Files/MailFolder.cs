using System.Globalization;
using System.Text;
using CryptoVault.Mail;

namespace CryptoVault.Adapters.Files;

/// <summary>
/// "Sends" mails as files of a folder: one RFC 5322 message per mail, named by the mail's id, so that a mail sent
/// twice is one file. A file is there completely or not at all, and only its owner may read it.
/// </summary>
public sealed class MailFolder(MailOptions options) : IMailer
{
    /// <inheritdoc />
    public Task SendAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        PrivateFile.Write(Path.Combine(options.Outbox, $"{mail.MailId}.eml"), Encoding.UTF8.GetBytes(Format(mail)));
        return Task.CompletedTask;
    }

    private string Format(OutgoingMail mail)
    {
        var message = new StringBuilder();
        Header(message, "From", options.From);
        Header(message, "To", mail.To);
        Header(message, "Subject", Encode(mail.Subject));
        Header(message, "Date", mail.Date.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(message, "Message-ID", $"<{mail.MailId}@cryptovault.example>");
        Header(message, "X-Correlation-Id", mail.CorrelationId);
        Header(message, "MIME-Version", "1.0");
        if (mail.Html is null)
        {
            Part(message, "text/plain", mail.Text);
            return message.ToString();
        }

        // RFC 2046, 5.1.4: the same in two forms, the plainest first.
        var boundary = $"part-{mail.MailId}";
        Header(message, "Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        message.Append("\r\n");
        foreach (var (type, text) in new[] { ("text/plain", mail.Text), ("text/html", mail.Html) })
        {
            message.Append("--").Append(boundary).Append("\r\n");
            Part(message, type, text);
            message.Append("\r\n");
        }

        return message.Append("--").Append(boundary).Append("--\r\n").ToString();
    }

    private static void Part(StringBuilder message, string type, string text)
    {
        Header(message, "Content-Type", $"{type}; charset=utf-8");
        Header(message, "Content-Transfer-Encoding", Ascii.IsValid(text) ? "7bit" : "8bit");
        message.Append("\r\n").Append(text.ReplaceLineEndings("\r\n"));
    }

    private static void Header(StringBuilder message, string name, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException($"The header {name} must be one line.", nameof(value));
        }

        message.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    /// <summary>RFC 2047: text beyond ASCII as encoded words of at most 75 characters.</summary>
    private static string Encode(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var words = new List<string>();
        var word = new List<byte>();
        Span<byte> rune = stackalloc byte[4];
        foreach (var character in text.EnumerateRunes())
        {
            var length = character.EncodeToUtf8(rune);
            if (word.Count + length > 45)
            {
                words.Add(Word(word));
                word.Clear();
            }

            word.AddRange(rune[..length]);
        }

        words.Add(Word(word));
        return string.Join(" ", words);

        static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
    }
}
