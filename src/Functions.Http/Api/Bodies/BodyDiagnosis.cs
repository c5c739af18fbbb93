using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Results;

namespace CryptoVault.Functions.Http.Api.Bodies;

/// <summary>Finds out, after a body was refused, what is wrong with it: every unknown, missing, repeated or mistyped member.</summary>
internal static class BodyDiagnosis
{
    private const int MostErrors = 20;

    /// <param name="bytes">The body.</param>
    /// <param name="path">The member at which reading it ended, as the serializer tells it; null when it does not.</param>
    /// <param name="json">What reads bodies.</param>
    /// <param name="type">What it should be.</param>
    public static Error Of(ReadOnlySpan<byte> bytes, string? path, HttpJson json, JsonTypeInfo type)
    {
        if (bytes.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new ValidationFailed(new FieldError("", "BODY_REQUIRED", "This route needs a JSON object as its body."));
        }

        if (!Utf8.IsValid(bytes))
        {
            return new MalformedJson("The body is not valid UTF-8.");
        }

        JsonDocument document;
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = HttpJson.MaxDepth });
            document = JsonDocument.ParseValue(ref reader);
            if (!bytes[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8).IsEmpty)
            {
                document.Dispose();
                return new MalformedJson("There is more after the end of the JSON object.");
            }
        }
        catch (JsonException malformed)
        {
            return new MalformedJson(
                $"The body is not well-formed JSON of at most {HttpJson.MaxDepth} levels (line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}).");
        }

        using (document)
        {
            var errors = new List<FieldError>();
            Walk(document.RootElement, type, "", json, errors);
            if (errors.Count == 0)
            {
                errors.Add(new FieldError(JsonPointer.FromPath(path), "INVALID_VALUE", "This value is not one that the member can have."));
            }

            return new ValidationFailed([.. errors.Take(MostErrors)]);
        }
    }

    private static void Walk(JsonElement element, JsonTypeInfo type, string pointer, HttpJson json, List<FieldError> errors)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                WalkObject(element, type, pointer, json, errors);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                WalkArray(element, type, pointer, json, errors);
                break;
            case JsonTypeInfoKind.Object:
                errors.Add(new FieldError(pointer, "EXPECTED_OBJECT", $"Expected a JSON object, not {Named(element)}."));
                break;
            case JsonTypeInfoKind.Enumerable:
                errors.Add(new FieldError(pointer, "EXPECTED_ARRAY", $"Expected a JSON array, not {Named(element)}."));
                break;
            case JsonTypeInfoKind.None:
                CheckScalar(element, type, pointer, errors);
                break;
        }
    }

    private static void WalkObject(JsonElement element, JsonTypeInfo type, string pointer, HttpJson json, List<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is not { } name)
            {
                errors.Add(new FieldError(pointer, "INVALID_MEMBER_NAME", "A member's name is no text: half of a surrogate pair stands alone in it."));
                continue;
            }

            var at = JsonPointer.Append(pointer, name);
            if (!seen.Add(name))
            {
                errors.Add(new FieldError(at, "DUPLICATE_MEMBER", "This member stands more than once."));
                continue;
            }

            var property = type.Properties.FirstOrDefault(candidate => candidate.Name == name && CanBeSent(candidate));
            if (property is null)
            {
                var nearest = Nearest.Of(name, type.Properties.Where(CanBeSent).Select(known => known.Name));
                errors.Add(new FieldError(at, "UNKNOWN_MEMBER", "This member is not known here.", Nearest: nearest));
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                if (!IsNullable(property))
                {
                    errors.Add(new FieldError(at, "REQUIRED", "This member must not be null."));
                }
            }
            else
            {
                Walk(member.Value, json.Options.GetTypeInfo(property.PropertyType), at, json, errors);
            }
        }

        foreach (var property in type.Properties)
        {
            if (IsRequired(property) && !seen.Contains(property.Name))
            {
                errors.Add(new FieldError(JsonPointer.Append(pointer, property.Name), "REQUIRED", "This member is required."));
            }
        }
    }

    private static void WalkArray(JsonElement element, JsonTypeInfo type, string pointer, HttpJson json, List<FieldError> errors)
    {
        if (type.ElementType is null)
        {
            return;
        }

        var index = 0;
        var elementType = json.Options.GetTypeInfo(type.ElementType);
        foreach (var item in element.EnumerateArray())
        {
            Walk(item, elementType, $"{pointer}/{index++}", json, errors);
            if (errors.Count >= MostErrors)
            {
                return;
            }
        }
    }

    private static void CheckScalar(JsonElement element, JsonTypeInfo type, string pointer, List<FieldError> errors)
    {
        var clr = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (clr == typeof(string))
        {
            if (element.ValueKind == JsonValueKind.Number)
            {
                errors.Add(new FieldError(pointer, "EXPECTED_STRING", "Send a string. Amounts, prices and quantities are strings of plain decimal digits such as \"0.015\", never JSON numbers.", element.GetRawText()));
            }
            else if (element.ValueKind != JsonValueKind.String)
            {
                errors.Add(new FieldError(pointer, "EXPECTED_STRING", $"Expected a string, not {Named(element)}."));
            }
        }
        else if (clr == typeof(bool))
        {
            if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                errors.Add(new FieldError(pointer, "EXPECTED_BOOLEAN", $"Expected true or false, not {Named(element)}."));
            }
        }
        else if (clr.IsEnum)
        {
            CheckEnum(element, type, clr, pointer, errors);
        }
        else if (clr == typeof(int) || clr == typeof(long))
        {
            if (element.ValueKind != JsonValueKind.Number || !(clr == typeof(int) ? element.TryGetInt32(out _) : element.TryGetInt64(out _)))
            {
                errors.Add(new FieldError(pointer, "EXPECTED_INTEGER", "Expected a whole number.", SentOf(element)));
            }
        }
    }

    private static void CheckEnum(JsonElement element, JsonTypeInfo type, Type clr, string pointer, List<FieldError> errors)
    {
        // As they are written: some have names of their own (GTC).
        var names = Enum.GetNames(clr).Select(name => JsonSerializer.SerializeToElement(Enum.Parse(clr, name), type).GetString()!).ToArray();
        var sent = SentOf(element);
        if (element.ValueKind != JsonValueKind.String || !names.Contains(sent, StringComparer.Ordinal))
        {
            errors.Add(new FieldError(pointer, "NOT_ONE_OF", $"Expected one of: {string.Join(", ", names)}.", sent, string.Join(", ", names), Nearest.Of(sent, names)));
        }
    }

    private static bool CanBeSent(JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;

    /// <summary>An init-only member is told as a parameter, too, and may be left out.</summary>
    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static bool IsNullable(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable));

    private static string? SentOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => TextOf(element),
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // the string is no valid UTF-8 or UTF-16, and cannot be repeated
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // as above
        }
    }

    private static string Named(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
