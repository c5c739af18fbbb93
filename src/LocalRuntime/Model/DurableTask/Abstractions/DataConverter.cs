using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask;

/// <summary>Turns inputs, outputs and event payloads into text and back.</summary>
public abstract class DataConverter
{
    /// <summary>The text of a value.</summary>
    [return: NotNullIfNotNull("value")]
    public abstract string? Serialize(object? value);

    /// <summary>The value of a text.</summary>
    [return: NotNullIfNotNull("data")]
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>The value of a text.</summary>
    [return: NotNullIfNotNull("data")]
    public virtual T? Deserialize<T>(string? data) => (T?)(Deserialize(data, typeof(T)) ?? default);
}
