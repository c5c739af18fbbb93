using CryptoVault.LocalRuntime.Operations.Html;

namespace CryptoVault.LocalRuntime.Operations;

/// <summary>What stands around every page: head, navigation, notice.</summary>
internal sealed class PageFrame(IReadOnlyList<IOperationsPage> pages)
{
    public string Render(PageContent content, string path, string? notice)
    {
        var links = Markup.Each(pages, p => Link($"{OperationsRoutes.Root}/{p.Path}", p.Title, path));
        var reload = content.Reload is null ? Markup.Empty : Markup.Of($"<meta http-equiv=\"refresh\" content=\"2;url={content.Reload}\">");
        var said = notice is null ? Markup.Empty : Markup.Of($"<p class=\"notice\" role=\"status\">{notice}</p>");
        return Markup.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {reload}<title>{content.Title} · CryptoVault operations</title>
            <link rel="stylesheet" href="{OperationsRoutes.Root}/style.css">
            </head>
            <body>
            <header><a class="brand" href="/">CryptoVault</a><nav aria-label="Operations">{Link(OperationsRoutes.Root, "Overview", path)}{links}</nav></header>
            <main>
            <h1>{content.Title}</h1>
            {said}{content.Body}
            </main>
            </body>
            </html>

            """).ToString();
    }

    private static Markup Link(string href, string title, string path)
    {
        var isHere = path == href || href != OperationsRoutes.Root && path.StartsWith(href + "/", StringComparison.Ordinal);
        return Markup.Of($"<a href=\"{href}\"{(isHere ? Markup.Of($" aria-current=\"page\"") : Markup.Empty)}>{title}</a>");
    }
}
