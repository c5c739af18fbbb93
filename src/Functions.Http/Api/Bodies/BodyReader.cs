using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CryptoVault.Functions.Http.Api.Bodies;

/// <summary>The one place that reads bodies: content type, size, depth, JSON, shape, then the request's own bounds.</summary>
internal static class BodyReader
{
    /// <summary>Most bytes of a body.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The body, or all that is wrong with it.</summary>
    public static async ValueTask<Result<Body<T>>> ReadAsync<T>(HttpRequest request, HttpJson json, bool hashed = false)
    {
        if (!IsJson(request.ContentType))
        {
            return new NotJson();
        }

        if (request.ContentLength > MaxBytes)
        {
            return new BodyTooLarge();
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > MaxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return new BodyTooLarge();
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var result = Parse(read.Buffer, json, json.Of<T>(), hashed);
            reader.AdvanceTo(read.Buffer.End);
            return result;
        }
    }

    private static Result<Body<T>> Parse<T>(ReadOnlySequence<byte> buffer, HttpJson json, JsonTypeInfo<T> type, bool hashed)
    {
        var bytes = buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray();
        T? value;
        try
        {
            value = JsonSerializer.Deserialize(bytes, type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The serializer throws the latter at texts that are no valid UTF-8 or have half a surrogate pair.
            return BodyDiagnosis.Of(bytes, (exception as JsonException)?.Path, json, type);
        }

        if (value is null)
        {
            return new ValidationFailed(new FieldError("", "EXPECTED_OBJECT", "The body must be a JSON object, not null."));
        }

        if (value is IChecked checkedValue)
        {
            var checks = new FieldChecks();
            checkedValue.Check(checks);
            if (checks.Error is { } error)
            {
                return error;
            }
        }

        return new Body<T>(value, hashed ? Convert.ToHexStringLower(SHA256.HashData(bytes)) : "");
    }

    private static bool IsJson(string? contentType)
    {
        if (contentType is null)
        {
            return false;
        }

        if (contentType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var media)
            && media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!media.Charset.HasValue || HeaderUtilities.RemoveQuotes(media.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>A body as read.</summary>
/// <param name="Value">The request.</param>
/// <param name="Hash">SHA-256 of its bytes, in hexadecimal digits, where it was asked for; else empty.</param>
internal readonly record struct Body<T>(T Value, string Hash);
