using System.Text.Json;

namespace CryptoVault.DemoPlayer.Client;

/// <summary>An answer of the host, read whole.</summary>
/// <param name="Request">Method and path that were asked.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body as it came.</param>
/// <param name="Body">The body as JSON; of kind Undefined when it is none.</param>
/// <param name="ContentType">The media type, without parameters.</param>
/// <param name="ETag">The entity tag, or null.</param>
/// <param name="Location">The Location header, or null.</param>
/// <param name="CorrelationId">The correlation id, or null.</param>
internal sealed record Answer(
    string Request, int Status, string Text, JsonElement Body, string? ContentType, string? ETag, string? Location, string? CorrelationId)
{
    /// <summary>The problem's stable code, or null when the answer is no problem.</summary>
    public string? Code => Find("code") is { ValueKind: JsonValueKind.String } code ? code.GetString() : null;

    /// <summary>A member's text; fails when the answer has no such member.</summary>
    public string this[string member] => Body.TextOf(member, this);

    /// <summary>The members of <c>items</c>.</summary>
    public IEnumerable<JsonElement> Items =>
        Find("items") is { ValueKind: JsonValueKind.Array } items
            ? items.EnumerateArray()
            : throw new UnexpectedException(Request, "a list with a member 'items'", ToString());

    /// <summary>The member, or null.</summary>
    public JsonElement? Find(string member) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(member, out var value) ? value : null;

    /// <summary>This answer when it has one of the statuses.</summary>
    /// <exception cref="UnexpectedException">It has another.</exception>
    public Answer Expect(params ReadOnlySpan<int> statuses)
    {
        if (statuses.Contains(Status))
        {
            return this;
        }

        throw new UnexpectedException(Request, string.Join(" or ", statuses.ToArray()), ToString());
    }

    /// <summary>This answer when it is the problem of that status and code.</summary>
    /// <exception cref="UnexpectedException">It is not.</exception>
    public Answer ExpectProblem(int status, string code) =>
        Status == status && Code == code && ContentType == "application/problem+json"
            ? this
            : throw new UnexpectedException(Request, $"problem {status} {code}", ToString());

    /// <inheritdoc />
    public override string ToString() => Text.Length == 0 ? $"{Status} (no body)" : $"{Status} {Text}";
}

/// <summary>Reading members that must be there.</summary>
internal static class JsonReading
{
    /// <summary>The member's text: a string's value, or the JSON of anything else.</summary>
    public static string TextOf(this JsonElement element, string member, object? shown = null)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value))
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }

        throw new UnexpectedException("An answer", $"a member '{member}'", (shown ?? element).ToString() ?? "");
    }

    /// <summary>The member's text, or null when it is missing or null.</summary>
    public static string? TextOrNull(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null;
}
