using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Money;

/// <summary>Ticks, lots and other 64-bit counts in stored documents and messages: a JSON string of digits, for the reason of <see cref="UnitsConverter"/>.</summary>
public sealed class LongTextConverter : JsonConverter<long>
{
    /// <inheritdoc />
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && !reader.HasValueSequence
        && long.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException("A count is a string of digits.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        Span<byte> buffer = stackalloc byte[20];
        value.TryFormat(buffer, out var written, default, CultureInfo.InvariantCulture);
        writer.WriteStringValue(buffer[..written]);
    }
}
