namespace CryptoVault.Mail;

/// <summary>Sends mails: into a folder, or by SMTP or a service.</summary>
public interface IMailer
{
    /// <summary>Sends a mail. The same id may come again after a fault; adapters that can, send it once.</summary>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellation);
}

/// <summary>A mail ready to be sent.</summary>
/// <param name="MailId">Its id.</param>
/// <param name="To">The address.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Date">Its date.</param>
/// <param name="CorrelationId">The correlation id of the request that caused it.</param>
public sealed record OutgoingMail(string MailId, string To, string Subject, string Text, DateTimeOffset Date, string CorrelationId)
{
    /// <summary>The same as an HTML document; null for a mail of plain text alone.</summary>
    public string? Html { get; init; }
}

/// <summary>Knows the addresses of customers.</summary>
public interface IMailRecipients
{
    /// <summary>Whom a mail goes to, or null when there is no such customer or address (any more).</summary>
    ValueTask<MailAddressee?> FindAsync(string userId, MailRecipient recipient, CancellationToken cancellation);
}

/// <summary>Whom a mail goes to.</summary>
/// <param name="Address">The address.</param>
/// <param name="AntiPhishingCode">What the customer chose to know our mails by; null when nothing was chosen.</param>
public sealed record MailAddressee(string Address, string? AntiPhishingCode);

/// <summary>Which of a customer's addresses a mail goes to.</summary>
public enum MailRecipient
{
    /// <summary>The account's.</summary>
    Account,
    /// <summary>The one that it shall be, while a change is under way.</summary>
    NewAddress,
    /// <summary>The one that it was before the last change.</summary>
    PreviousAddress,
}
