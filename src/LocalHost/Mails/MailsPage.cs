using CryptoVault.LocalRuntime.Operations;
using CryptoVault.LocalRuntime.Operations.Html;

namespace CryptoVault.LocalHost.Mails;

/// <summary>The mails that this host "sent" into its outbox folder, rendered as their readers would see them.</summary>
internal sealed class MailsPage(string folder) : IOperationsPage
{
    private const int PageSize = 50;
    private const int MostBytes = 1024 * 1024;

    /// <summary>A mail's own HTML: shown without scripts, forms, frames or anything from elsewhere.</summary>
    private const string Sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

    public string Path => "mails";

    public string Title => "Mails";

    public void Map(OperationsRoutes routes)
    {
        routes.Page(Path, ListAsync);
        routes.Page($"{Path}/{{mail}}", ShowAsync);
        routes.File($"{Path}/{{mail}}/html", "text/html; charset=utf-8", async request => (await ReadAsync(request.Route("mail"), request.Aborted))?.Html, Sandbox);
    }

    private async Task<PageContent?> ListAsync(PageRequest request)
    {
        var files = Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles("*.eml") : [];
        var skip = request.Number("skip");
        var table = new Table("mails", "Written", "To", "Subject");
        foreach (var file in files.OrderByDescending(f => f.LastWriteTimeUtc).ThenByDescending(f => f.Name, StringComparer.Ordinal).Skip(skip).Take(PageSize))
        {
            var id = System.IO.Path.GetFileNameWithoutExtension(file.Name);
            if (await ReadAsync(id, request.Aborted) is { } mail)
            {
                table.Row(
                    Parts.Time(file.LastWriteTimeUtc, request.Now), Markup.Of($"{mail["To"]}"),
                    Parts.Link($"{OperationsRoutes.Root}/{Path}/{Uri.EscapeDataString(id)}", mail["Subject"] is { Length: > 0 } subject ? subject : "(no subject)"));
            }
        }

        var next = skip + PageSize < files.Length ? request.With(("skip", $"{skip + PageSize}")) : null;
        return new PageContent(Title, Markup.Of(
            $"<p class=\"faint\">{files.Length} mails in the outbox folder.</p>{table.ToMarkup("No mail was sent.")}{Parts.Pager(next, skip == 0, request.With(("skip", null)))}"));
    }

    private async Task<PageContent?> ShowAsync(PageRequest request)
    {
        var id = request.Route("mail");
        if (await ReadAsync(id, request.Aborted) is not { } mail)
        {
            return null;
        }

        var correlation = mail["X-Correlation-Id"];
        var logs = correlation.Length == 0 ? Markup.Empty : Markup.Of($"<dt>Logs</dt><dd>{Parts.Link($"{OperationsRoutes.Root}/logs?id={Uri.EscapeDataString(correlation)}", correlation)}</dd>");
        var html = mail.Html is null ? Markup.Empty : Markup.Of(
            $"<h2>HTML</h2><iframe title=\"The mail's HTML\" sandbox src=\"{OperationsRoutes.Root}/{Path}/{Uri.EscapeDataString(id)}/html\"></iframe>");
        var text = mail.Text is null ? Markup.Empty : Markup.Of($"<h2>Text</h2><pre id=\"text\">{Parts.Cut(mail.Text)}</pre>");
        return new PageContent(mail["Subject"] is { Length: > 0 } subject ? subject : "(no subject)", Markup.Of($"""
            <dl><dt>From</dt><dd>{mail["From"]}</dd><dt>To</dt><dd>{mail["To"]}</dd><dt>Date</dt><dd>{mail["Date"]}</dd>{logs}</dl>
            {html}{text}
            """));
    }

    /// <summary>A mail by its id; null when there is none, or its file is larger than any mail of ours.</summary>
    private async Task<EmlMessage?> ReadAsync(string id, CancellationToken cancellation)
    {
        if (!id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || id.Length is 0 or > 100)
        {
            return null;
        }

        var file = new FileInfo(System.IO.Path.Combine(folder, id + ".eml"));
        return file is { Exists: true, Length: <= MostBytes } ? EmlMessage.Read(await File.ReadAllBytesAsync(file.FullName, cancellation)) : null;
    }
}
