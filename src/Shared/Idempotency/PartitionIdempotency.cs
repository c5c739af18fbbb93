using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Idempotency;

/// <summary>Carries a decision out once per idempotency key.</summary>
public static class PartitionIdempotency
{
    /// <summary>
    /// Within a decision: the first request with its key is decided, and its answer recorded in the same commit;
    /// a repetition gets the recorded answer and changes nothing. Because decisions on a partition run one after
    /// another, a repetition that arrives while the first is running waits for it. A refusal changes nothing and
    /// is not recorded, so that the request can be repeated when its reason is gone.
    /// </summary>
    /// <param name="view">The partition; the record lies beside what the decision changes.</param>
    /// <param name="request">The key, its scope and the body's hash.</param>
    /// <param name="now">The time.</param>
    /// <param name="json">How the answer is written and read.</param>
    /// <param name="decide">The decision.</param>
    /// <returns>The answer, or <see cref="IdempotencyKeyReused"/> when the key came with another body.</returns>
    public static Result<T> Once<T>(
        this PartitionView view, IdempotencyRequest request, DateTimeOffset now, JsonTypeInfo<T> json, Func<Result<T>> decide)
    {
        var id = IdOf(request);
        if (view.Find<IdempotencyDocument>(id) is { } record && now < record.CreatedAt + IdempotencyDocument.Kept)
        {
            return record.BodyHash == request.BodyHash
                ? Read(record, json) ?? throw new JsonException($"The recorded answer {id} is null.")
                : new IdempotencyKeyReused();
        }

        var result = decide();
        if (result.IsSuccess)
        {
            view.Put(new IdempotencyDocument(id, request.BodyHash, now) { Content = JsonSerializer.Serialize(result.Value, json) });
        }

        return result;
    }

    private static T? Read<T>(IdempotencyDocument record, JsonTypeInfo<T> json) =>
        record.Answer is { } answer ? answer.Deserialize(json) : JsonSerializer.Deserialize(record.Content.Value, json);

    private static string IdOf(IdempotencyRequest request) =>
        "once:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Scope}\n{request.Key}")).AsSpan(0, 16));
}
