using System.Buffers;
using CryptoVault.MarketData.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CryptoVault.Functions.Http.MarketData;

/// <summary>
/// Answers with Server-Sent Events until the client goes or the server ends the stream; then the last event says why.
/// A client that takes nothing at all is cut off.
/// </summary>
internal sealed class StreamAnswer(MarketSubscription subscription) : IResult
{
    private const int BytesPerFlush = 64 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var open = subscription;
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, subscription.Ended);
        try
        {
            while (true)
            {
                await WriteAsync(response, await subscription.NextAsync(stop.Token), stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await EndAsync(httpContext);
        }
    }

    /// <summary>Writes an event and those that wait behind it.</summary>
    private async Task WriteAsync(HttpResponse response, MarketEvent first, CancellationToken cancellation)
    {
        var next = first;
        var written = 0;
        do
        {
            response.BodyWriter.Write(next.Frame.Span);
            written += next.Frame.Length;
        }
        while (written < BytesPerFlush && subscription.TryNext(out next));
        await response.BodyWriter.FlushAsync(cancellation);
    }

    private async Task EndAsync(HttpContext http)
    {
        if (http.RequestAborted.IsCancellationRequested || subscription.Reason is not { } reason)
        {
            return;
        }

        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            patience.CancelAfter(Farewell);
            http.Response.BodyWriter.Write(MarketEvent.Close(reason).Frame.Span);
            await http.Response.BodyWriter.FlushAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
    }
}
