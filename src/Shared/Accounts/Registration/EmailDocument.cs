using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Registration;

/// <summary>
/// Which account an e-mail address belongs to, and how often it was written to of late. In the address's own
/// partition. Without an account (somebody asked for mail to an unknown address) it goes away by itself.
/// </summary>
/// <param name="UserId">The account; null when there is none.</param>
public sealed record EmailDocument(string? UserId) : IDocument<EmailDocument>
{
    /// <summary>The id, the same in every address's partition.</summary>
    public const string DocumentId = "email";

    /// <inheritdoc />
    public static JsonTypeInfo<EmailDocument> Json => AccountsJson.Default.EmailDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "email";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <inheritdoc />
    [JsonIgnore]
    public TimeSpan? TimeToLive => UserId is null ? TimeSpan.FromHours(1) : null;

    /// <summary>Since when <see cref="Mails"/> counts.</summary>
    public DateTimeOffset MailsSince { get; init; }

    /// <summary>Mails asked for since <see cref="MailsSince"/>.</summary>
    public int Mails { get; init; }

    /// <summary>Counts a mail; an hour after the first one the count starts anew.</summary>
    public EmailDocument CountMail(DateTimeOffset now) =>
        now - MailsSince >= TimeSpan.FromHours(1) ? this with { MailsSince = now, Mails = 1 } : this with { Mails = Mails + 1 };
}
