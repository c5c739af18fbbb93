using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api;

/// <summary>Answers a success as JSON.</summary>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> json, Answer answer) : IResult
{
    public T Value { get; } = value;

    public Answer Answer { get; } = answer;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        AnswerHeaders.Write(response, Answer);
        if (Answer.ETag is { } etag && HttpMethods.IsGet(httpContext.Request.Method) && EntityTags.Matches(httpContext.Request.Headers.IfNoneMatch, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        var buffer = JsonBuffer.Rent();
        JsonSerializer.Serialize(buffer.Writer, Value, json);
        buffer.Writer.Flush();
        response.ContentLength = buffer.Written.Length;
        var written = response.BodyWriter.WriteAsync(buffer.Written, httpContext.RequestAborted);
        if (written.IsCompletedSuccessfully)
        {
            JsonBuffer.Return(buffer);
            return Task.CompletedTask;
        }

        return FinishAsync(written.AsTask(), buffer);
    }

    private static async Task FinishAsync(Task written, JsonBuffer buffer)
    {
        await written;
        JsonBuffer.Return(buffer);
    }
}

/// <summary>Answers a success that has nothing to say: 204 without body, else an empty object.</summary>
internal sealed class EmptyAnswer(Answer answer) : IResult
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    public Answer Answer { get; } = answer;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        AnswerHeaders.Write(httpContext.Response, Answer);
        if (Answer.Status == StatusCodes.Status204NoContent)
        {
            return Task.CompletedTask;
        }

        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = EmptyObject.Length;
        return httpContext.Response.Body.WriteAsync(EmptyObject, httpContext.RequestAborted).AsTask();
    }
}

internal static class AnswerHeaders
{
    public static void Write(HttpResponse response, Answer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.Location is { } location)
        {
            response.Headers.Location = location;
        }

        if (answer.ETag is { } etag)
        {
            response.Headers.ETag = EntityTags.Quote(etag);
        }

        if (answer.CacheControl is { } cacheControl)
        {
            response.Headers.CacheControl = cacheControl;
        }
    }
}
