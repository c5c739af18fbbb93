using System.Text;
using CryptoVault.LocalRuntime.Http;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Operations;

/// <summary>Maps the operations page's addresses; each goes through the <see cref="OperationsGuard"/>.</summary>
internal sealed class OperationsRoutes(IEndpointRouteBuilder endpoints, OperationsGuard guard, PageFrame frame, TimeProvider clock, bool hasCors, ILogger logger)
{
    public const string Root = "/dev";

    /// <summary>A page; null answers 404.</summary>
    public void Page(string path, Func<PageRequest, Task<PageContent?>> page) => Map("GET", path, async http =>
    {
        await ShowAsync(http, await page(new PageRequest(http, FormCollection.Empty, guard.Token, clock.GetUtcNow())));
    });

    /// <summary>An action of a form; it returns the address of the page to go on with.</summary>
    public void Action(string path, Func<PageRequest, Task<string>> action) => Map("POST", path, async http =>
    {
        OperationsGuard.Limit(http);
        if (!http.Request.HasFormContentType)
        {
            await ProblemAnswer.WriteAsync(http, StatusCodes.Status415UnsupportedMediaType, null);
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!guard.IsOwnForm(http.Request, form))
        {
            await ProblemAnswer.WriteAsync(http, StatusCodes.Status403Forbidden, null);
            return;
        }

        var next = await action(new PageRequest(http, form, guard.Token, clock.GetUtcNow()));
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = next;
    });

    /// <summary>A file that pages refer to.</summary>
    public void File(string path, string contentType, Func<PageRequest, Task<string?>> content, string? policy = null) => Map("GET", path, async http =>
    {
        if (await content(new PageRequest(http, FormCollection.Empty, guard.Token, clock.GetUtcNow())) is not { } text)
        {
            await ProblemAnswer.WriteAsync(http, StatusCodes.Status404NotFound, null);
            return;
        }

        if (policy is not null)
        {
            http.Response.Headers.ContentSecurityPolicy = policy;
            http.Response.Headers.Remove("X-Frame-Options");
        }

        http.Response.ContentType = contentType;
        await http.Response.WriteAsync(text, Encoding.UTF8, http.RequestAborted);
    });

    private async Task ShowAsync(HttpContext http, PageContent? content)
    {
        if (content is null)
        {
            await ProblemAnswer.WriteAsync(http, StatusCodes.Status404NotFound, null);
            return;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(frame.Render(content, http.Request.Path, Notices.TextOf(http.Request.Query[Notices.Key])), Encoding.UTF8, http.RequestAborted);
    }

    private void Map(string method, string path, RequestDelegate answer)
    {
        var endpoint = endpoints.MapMethods(path.Length == 0 ? Root : $"{Root}/{path}", [method], http => AnswerAsync(http, answer));
        if (hasCors)
        {
            // Who may call the API may not read these pages.
            endpoint.WithMetadata(new DisableCorsAttribute());
        }
    }

    private async Task AnswerAsync(HttpContext http, RequestDelegate answer)
    {
        if (!OperationsGuard.IsLocal(http))
        {
            await ProblemAnswer.WriteAsync(http, StatusCodes.Status404NotFound, null);
            return;
        }

        OperationsGuard.Protect(http.Response);
        try
        {
            await answer(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            logger.LogWarning(failure, "{Path} of the operations page could not be shown.", http.Request.Path);
            await ProblemAnswer.WriteAsync(http, StatusOf(failure), null);
        }
    }

    private static int StatusOf(Exception failure) => failure switch
    {
        StoreException => StatusCodes.Status503ServiceUnavailable,
        ArgumentException => StatusCodes.Status400BadRequest, // a continuation or reference that nobody gave out
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };
}
