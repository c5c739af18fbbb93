using System.Text.Json;

namespace Microsoft.DurableTask.Converters;

/// <summary>Converts by <see cref="JsonSerializer"/>.</summary>
public class JsonDataConverter : DataConverter
{
    private static readonly JsonSerializerOptions DefaultOptions = new() { IncludeFields = true };

    private readonly JsonSerializerOptions? options;

    /// <summary>Creates the converter.</summary>
    /// <param name="options">How to serialize; null for the defaults.</param>
    public JsonDataConverter(JsonSerializerOptions? options = null) => this.options = options ?? DefaultOptions;

    /// <summary>A converter with the default options.</summary>
    public static JsonDataConverter Default { get; } = new();

    /// <inheritdoc />
    public override string? Serialize(object? value) => value != null ? JsonSerializer.Serialize(value, options) : null;

    /// <inheritdoc />
    public override object? Deserialize(string? data, Type targetType) => data != null ? JsonSerializer.Deserialize(data, targetType, options) : null;
}
