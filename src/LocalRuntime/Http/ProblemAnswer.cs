using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace CryptoVault.LocalRuntime.Http;

/// <summary>The runtime's own refusals: a problem+json answer that tells nothing of the inside.</summary>
internal static class ProblemAnswer
{
    /// <summary>Replaces whatever the answer held by the problem.</summary>
    public static async Task WriteAsync(HttpContext http, int status, string? traceId)
    {
        var allow = http.Response.Headers.Allow;
        http.Response.Clear();
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.Allow = allow;
        var buffer = http.Response.BodyWriter;
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            if (traceId is not null)
            {
                json.WriteString("traceId", traceId);
            }

            json.WriteEndObject();
        }

        await buffer.FlushAsync(http.RequestAborted);
    }
}
