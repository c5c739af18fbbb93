using CryptoVault.Reporting;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api;

/// <summary>Answers with comma-separated values that are read while they are sent, so that a long list takes no more memory than a short one.</summary>
/// <param name="fileName">The name under which a browser keeps it.</param>
/// <param name="header">The names of the columns.</param>
/// <param name="rows">The rows; they are read once the answer has begun.</param>
internal sealed class CsvAnswer(string fileName, string[] header, Func<CancellationToken, IAsyncEnumerable<string[]>> rows) : IResult
{
    private const int RowsPerWrite = 500;

    /// <summary>True when a client asks for a list as CSV: by <c>format=csv</c>, or by Accept where no format is named.</summary>
    public static bool IsAsked(HttpRequest request) => request.Query.TryGetValue("format", out var format)
        ? format == "csv"
        : request.Headers.Accept.ToString().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
        using var lines = new CsvLines();
        lines.Add(header);
        var pending = 1;
        await foreach (var row in rows(httpContext.RequestAborted))
        {
            lines.Add(row);
            if (++pending == RowsPerWrite)
            {
                await response.BodyWriter.WriteAsync(lines.Take(), httpContext.RequestAborted);
                pending = 0;
            }
        }

        await response.BodyWriter.WriteAsync(lines.Take(), httpContext.RequestAborted);
    }
}
