using System.Buffers;
using System.Collections;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api;

/// <summary>Correlation ids in requests and answers.</summary>
internal static class CorrelationIds
{
    public const string Header = "X-Correlation-Id";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The request's own id when it is 8 to 64 harmless characters, else null.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var values)
        && values.Count == 1
        && values[0] is { Length: >= 8 and <= 64 } id
        && !id.AsSpan().ContainsAnyExcept(Allowed)
            ? id
            : null;
}

/// <summary>The correlation id as structured state of log lines.</summary>
internal sealed class CorrelationScope(string correlation) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] =>
        index == 0 ? new("CorrelationId", correlation) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"CorrelationId:{correlation}";
}
