using CryptoVault.LocalRuntime.Operations.Html;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.LocalRuntime.Operations;

/// <summary>A part of the operations page.</summary>
internal interface IOperationsPage
{
    /// <summary>Its place under <c>/dev/</c>.</summary>
    string Path { get; }

    /// <summary>Its name in the navigation.</summary>
    string Title { get; }

    /// <summary>Maps what it shows and does.</summary>
    void Map(OperationsRoutes routes);
}

/// <summary>What a page shows.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Body">Its contents.</param>
internal sealed record PageContent(string Title, Markup Body)
{
    /// <summary>The address that the browser loads again every two seconds; null for a page that stands still.</summary>
    public string? Reload { get; init; }
}

/// <summary>A request for a page or an action.</summary>
/// <param name="Http">The request.</param>
/// <param name="Form">What an action's form sent; empty for a page.</param>
/// <param name="Token">The anti-forgery token for forms.</param>
/// <param name="Now">The time.</param>
internal sealed record PageRequest(HttpContext Http, IFormCollection Form, string Token, DateTimeOffset Now)
{
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>A value of the query, or null when it is missing or empty.</summary>
    public string? Query(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>A value of the route.</summary>
    public string Route(string name) => (string?)Http.Request.RouteValues[name] ?? string.Empty;

    /// <summary>A number of the query from 0 on; 0 when there is none.</summary>
    public int Number(string name) => int.TryParse(Query(name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The address of this page with other values in its query; those that are null or empty are left out.</summary>
    public string With(params (string Name, string? Value)[] changes)
    {
        var kept = Http.Request.Query.Where(q => q.Key != Notices.Key && changes.All(c => c.Name != q.Key)).Select(q => (Name: q.Key, Value: (string?)q.Value.ToString()));
        var query = string.Join('&', kept.Concat(changes).Where(v => !string.IsNullOrEmpty(v.Value)).Select(v => $"{Uri.EscapeDataString(v.Name)}={Uri.EscapeDataString(v.Value!)}"));
        return query.Length == 0 ? Http.Request.Path : $"{Http.Request.Path}?{query}";
    }

    /// <summary>A button that posts.</summary>
    public Markup Button(string action, string label, params (string Name, string Value)[] fields) => Markup.Of(
        $"<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"{OperationsGuard.TokenField}\" value=\"{Token}\">{Markup.Each(fields, f => Markup.Of($"<input type=\"hidden\" name=\"{f.Name}\" value=\"{f.Value}\">"))}<button>{label}</button></form>");
}
