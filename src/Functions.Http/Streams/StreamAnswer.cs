using System.Buffers;
using System.IO.Pipelines;
using CryptoVault.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CryptoVault.Functions.Http.Streams;

/// <summary>
/// Answers with Server-Sent Events until the client goes or the server ends the stream; then the last event says why.
/// A client that takes nothing at all is cut off.
/// </summary>
internal sealed class StreamAnswer(StreamConnection connection) : IResult
{
    private const int BytesPerFlush = 64 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var open = connection;
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // A token per wait or flush would cost more than the event: the end of the stream completes the one and cancels the other.
        var writer = response.BodyWriter;
        await using var gone = httpContext.RequestAborted.UnsafeRegister(static state => ((StreamConnection)state!).Dispose(), connection);
        await using var ended = connection.Ended.UnsafeRegister(static state => ((PipeWriter)state!).CancelPendingFlush(), writer);
        while (await connection.WaitAsync())
        {
            Write(writer);
            await writer.FlushAsync(CancellationToken.None);
        }

        await EndAsync(httpContext);
    }

    private void Write(PipeWriter writer)
    {
        var written = 0;
        while (written < BytesPerFlush && connection.TryNext(out var next))
        {
            writer.Write(next.Frame.Span);
            written += next.Frame.Length;
        }
    }

    private async Task EndAsync(HttpContext http)
    {
        if (http.RequestAborted.IsCancellationRequested || connection.Reason is not { } reason)
        {
            return;
        }

        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            patience.CancelAfter(Farewell);
            http.Response.BodyWriter.Write(StreamMessage.Close(reason).Frame.Span);
            while ((await http.Response.BodyWriter.FlushAsync(patience.Token)).IsCanceled)
            {
                patience.Token.ThrowIfCancellationRequested(); // it was the flush before that was to end
            }
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
    }
}
