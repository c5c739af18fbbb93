namespace CryptoVault.Mail;

/// <summary>How mails are written; configuration section <c>Mail</c>.</summary>
public sealed record MailOptions
{
    /// <summary>The address of the web application that links lead to (a page or a mobile deep link).</summary>
    public string PublicUrl { get; init; } = "http://localhost:7071";

    /// <summary>The folder that mails are written into; empty where another adapter sends them.</summary>
    public string Outbox { get; init; } = "";

    /// <summary>The sender.</summary>
    public string From { get; init; } = "CryptoVault <no-reply@cryptovault.example>";
}
