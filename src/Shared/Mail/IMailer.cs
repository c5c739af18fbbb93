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
public sealed record OutgoingMail(string MailId, string To, string Subject, string Text, DateTimeOffset Date, string CorrelationId);

/// <summary>Knows the addresses of customers.</summary>
public interface IMailRecipients
{
    /// <summary>The address of a customer, or null when there is no such customer.</summary>
    ValueTask<string?> AddressOfAsync(string userId, CancellationToken cancellation);
}
