using System.Globalization;

namespace CryptoVault.DemoPlayer.Client;

/// <summary>A mail in the host's outbox folder.</summary>
/// <param name="To">The recipient's address.</param>
/// <param name="Subject">The subject line.</param>
/// <param name="Text">Headers and text.</param>
internal sealed record Mail(string To, string Subject, string Text)
{
    private const string TokenLabel = "Token: ";

    /// <summary>The token that the mail brings, or null.</summary>
    public string? Token => Text.Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.StartsWith(TokenLabel, StringComparison.Ordinal))
        .Select(line => line[TokenLabel.Length..].Trim())
        .FirstOrDefault();
}

/// <summary>Reads the mails that the host wrote to its outbox folder: what a customer finds in the own mailbox.</summary>
internal sealed class Mailbox(string dataFolder)
{
    private readonly string folder = Path.Combine(dataFolder, "outbox");

    /// <summary>The mails to an address, newest first.</summary>
    public IReadOnlyList<Mail> To(string address)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return [.. new DirectoryInfo(folder).GetFiles("*.eml")
            .OrderByDescending(file => file.LastWriteTimeUtc).ThenByDescending(file => file.Name, StringComparer.Ordinal)
            .Select(file => Parse(File.ReadAllText(file.FullName)))
            .Where(mail => mail.To.Contains(address, StringComparison.OrdinalIgnoreCase))];
    }

    private static Mail Parse(string text)
    {
        string to = "", subject = "";
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')).TakeWhile(line => line.Length > 0))
        {
            to = Header(line, "To") ?? to;
            subject = Header(line, "Subject") ?? subject;
        }

        return new Mail(to, subject, text);
    }

    private static string? Header(string line, string name) =>
        line.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{name}: "), StringComparison.OrdinalIgnoreCase) ? line[(name.Length + 2)..] : null;
}
