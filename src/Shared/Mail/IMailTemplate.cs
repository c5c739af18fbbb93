namespace CryptoVault.Mail;

/// <summary>The words of one kind of mail. Each area registers its own as singletons.</summary>
public interface IMailTemplate
{
    /// <summary>The name by which mail orders ask for it, such as <c>verify-email</c>.</summary>
    string Name { get; }

    /// <summary>Writes subject and text.</summary>
    MailText Compose(MailContent content);
}

/// <summary>What a template may fill in.</summary>
/// <param name="Token">The token, when the order has one.</param>
/// <param name="Values">Values by name.</param>
/// <param name="PublicUrl">The address of the web application, without a slash at its end.</param>
public sealed record MailContent(string? Token, IReadOnlyDictionary<string, string> Values, string PublicUrl)
{
    /// <summary>
    /// The lines that carry the token: one for people and programs (<c>Token: ...</c>) and a link. The token is in
    /// the link's fragment, which browsers send to no server; the page's button acts, not the link.
    /// </summary>
    /// <param name="page">The page's path, such as <c>verify-email</c>.</param>
    /// <param name="more">What else the page needs, as <c>&amp;name=value</c>; empty for nothing.</param>
    public string TokenLines(string page, string more = "") => $"Token: {Token}\n{PublicUrl}/links/{page}#token={Token}{more}\n";
}

/// <summary>A mail's subject and plain text; lines end with a line feed.</summary>
/// <param name="Subject">The subject: one line.</param>
/// <param name="Text">The text.</param>
public sealed record MailText(string Subject, string Text);
