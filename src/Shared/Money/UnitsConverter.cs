using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Money;

/// <summary>
/// Minor units in stored documents and messages: a JSON string of digits, because JSON numbers are doubles in
/// Cosmos DB and elsewhere. A JSON number is refused.
/// </summary>
public sealed class UnitsConverter : JsonConverter<Int128>
{
    /// <inheritdoc />
    public override Int128 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && !reader.HasValueSequence
        && Int128.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units)
            ? units
            : throw new JsonException("Minor units are a string of digits.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Int128 value, JsonSerializerOptions options)
    {
        Span<byte> buffer = stackalloc byte[48];
        value.TryFormat(buffer, out var written, default, CultureInfo.InvariantCulture);
        writer.WriteStringValue(buffer[..written]);
    }
}
