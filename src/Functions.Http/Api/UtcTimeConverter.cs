using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoVault.Functions.Http.Api;

/// <summary>Times are written in one form, whatever the member's type: RFC 3339 in UTC with <c>Z</c>. Any offset is read.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}
