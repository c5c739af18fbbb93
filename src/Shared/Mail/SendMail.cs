using CryptoVault.Messaging;
using CryptoVault.Protection;
using CryptoVault.Results;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Mail;

/// <summary>Nobody has this id; the order can never be carried out.</summary>
public sealed record MailRecipientUnknown(string UserId) : NotFoundError("MAIL_RECIPIENT_UNKNOWN", $"There is no customer {UserId}.");

/// <summary>No template has this name; the order can never be carried out.</summary>
public sealed record MailTemplateUnknown(string Template) : NotFoundError("MAIL_TEMPLATE_UNKNOWN", $"There is no mail template '{Template}'.");

/// <summary>Carries out a mail order: finds the address, derives the token, writes the words, sends. May be repeated.</summary>
public sealed class SendMail(
    IMailer mailer, IMailRecipients recipients, MailTokens tokens, IEnumerable<IMailTemplate> templates, MailOptions options, ILogger<SendMail> logger,
    PersonalKeys? personal = null)
{
    private readonly Dictionary<string, IMailTemplate> templates = templates.ToDictionary(template => template.Name, StringComparer.Ordinal);

    /// <summary>Sends the mail.</summary>
    public async Task<Result<Unit>> ExecuteAsync(MailOrder order, CancellationToken cancellation)
    {
        if (!templates.TryGetValue(order.Template, out var template))
        {
            return new MailTemplateUnknown(order.Template);
        }

        if (await recipients.FindAsync(order.UserId, order.Recipient, cancellation) is not { } addressee)
        {
            return new MailRecipientUnknown(order.UserId);
        }

        var token = order.Token is null ? null : tokens.TextOf(order.Token);
        var said = template.Compose(new MailContent(token, await ValuesOfAsync(order, cancellation), options.PublicUrl.TrimEnd('/')));
        var text = addressee.AntiPhishingCode is { } code ? said with { Text = $"Your anti-phishing code: {code}\n\n{said.Text}" } : said;
        await mailer.SendAsync(
            new OutgoingMail(order.MailId, addressee.Address, text.Subject, text.Text, order.CreatedAt, Correlation.Current) { Html = MailHtml.Of(text) }, cancellation);
        logger.LogInformation("Mail {MailId} ({Template}) for user {UserId} is sent.", order.MailId, order.Template, order.UserId);
        return Unit.Value;
    }

    private async ValueTask<IReadOnlyDictionary<string, string>> ValuesOfAsync(MailOrder order, CancellationToken cancellation)
    {
        if (order.Personal is null)
        {
            return order.Values;
        }

        var values = new Dictionary<string, string>(order.Values, StringComparer.Ordinal);
        foreach (var (name, value) in order.Personal)
        {
            var opened = personal is null ? value : await personal.OpenAsync(order.UserId, value, $"mail.{name}", cancellation);
            values[name] = opened.Shown ?? "";
        }

        return values;
    }
}
