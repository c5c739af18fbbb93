using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Protection;

/// <summary>
/// A personal member of a document. In decisions and views it is plain; in the store it is encrypted with its user's data key,
/// in JSON as <c>{"sealed":"..."}</c>. A plain string, as documents of earlier versions have it, is read as well, and encrypted
/// when it is next written. What was read without its key (see <see cref="PersonalKeys.RevealAsync{T}"/>) does not tell its value.
/// </summary>
[JsonConverter(typeof(PersonalTextConverter))]
public readonly record struct PersonalText
{
    private readonly string? content;
    private readonly State state;

    private PersonalText(string? content, State state)
    {
        this.content = content;
        this.state = state;
    }

    private enum State
    {
        Plain,
        Sealed,
        Erased,
    }

    /// <summary>What is shown in place of an erased value.</summary>
    public const string ErasedText = "[erased]";

    /// <summary>A value whose key was destroyed.</summary>
    public static PersonalText Erased { get; } = new(null, State.Erased);

    /// <summary>True when the key that it could be read with was destroyed: there is no value any more.</summary>
    public bool IsErased => state == State.Erased;

    /// <summary>True when there is no value, and never was one.</summary>
    public bool IsNone => state == State.Plain && content is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">It is none or erased, or it was read without its key, which is a bug.</exception>
    public string Value => ValueOrNull ?? throw new InvalidOperationException(IsErased ? "The personal value is erased." : "There is no personal value.");

    /// <summary>The value; null when there is none or it is erased.</summary>
    /// <exception cref="InvalidOperationException">It was read without its key, which is a bug.</exception>
    public string? ValueOrNull => state != State.Sealed ? content : throw new InvalidOperationException("A personal value was read without its key.");

    /// <summary>The value, or that it is erased; null when there is none.</summary>
    public string? Shown => IsErased ? ErasedText : ValueOrNull;

    internal string? Sealed => state == State.Sealed ? content : null;

    internal bool IsPlain => state == State.Plain && content is not null;

    /// <summary>A plain value.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator PersonalText(string? value) => FromString(value);

    /// <summary>A plain value.</summary>
    public static PersonalText FromString(string? value) => new(value, State.Plain);

    internal static PersonalText OfSealed(string content) => new(content, State.Sealed);

    /// <summary>Says nothing of the value, so that it is in no log.</summary>
    public override string ToString() => IsNone ? "" : "(personal)";
}

/// <summary>Writes and reads <see cref="PersonalText"/>.</summary>
public sealed class PersonalTextConverter : JsonConverter<PersonalText>
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override PersonalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String:
                return PersonalText.FromString(reader.GetString());
            case JsonTokenType.StartObject when reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("sealed"u8)
                && reader.Read() && (reader.TokenType is JsonTokenType.String or JsonTokenType.Null):
                var content = reader.GetString();
                return reader.Read() && reader.TokenType == JsonTokenType.EndObject
                    ? content is null ? PersonalText.Erased : PersonalText.OfSealed(content)
                    : throw Unknown();
            default:
                throw Unknown();
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, PersonalText value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.IsNone)
        {
            writer.WriteNullValue();
        }
        else if (value.IsPlain)
        {
            writer.WriteStringValue(value.Value);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteString("sealed"u8, value.Sealed); // null once it is erased
            writer.WriteEndObject();
        }
    }

    private static JsonException Unknown() => new("A personal member is {\"sealed\":\"...\"}, or a string.");
}

/// <summary>A document with personal members. Whatever writes it through <c>Partitions</c> encrypts them, and whatever reads it there reads them.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IPersonalDocument<TSelf> where TSelf : class
{
    /// <summary>The document with each of its personal members replaced by what <paramref name="map"/> makes of it and its name.</summary>
    TSelf WithPersonal(Func<PersonalText, string, PersonalText> map);
}
