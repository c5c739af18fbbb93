using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Describes a parameter of a function.</summary>
public class FunctionParameter
{
    /// <summary>Creates the description of a parameter without default value.</summary>
    public FunctionParameter(string name, Type type)
        : this(name, type, ImmutableDictionary<string, object>.Empty)
    {
    }

    /// <summary>Creates the description of a parameter.</summary>
    public FunctionParameter(string name, Type type, bool hasDefaultValue, object? defaultValue)
        : this(name, type, hasDefaultValue, defaultValue, ImmutableDictionary<string, object>.Empty)
    {
    }

    /// <summary>Creates the description of a parameter with properties.</summary>
    public FunctionParameter(string name, Type type, IReadOnlyDictionary<string, object> properties)
        : this(name, type, false, null, properties)
    {
    }

    /// <summary>Creates the description of a parameter with properties and default value.</summary>
    public FunctionParameter(string name, Type type, bool hasDefaultValue, object? defaultValue, IReadOnlyDictionary<string, object> properties)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
        Type = type ?? throw new ArgumentNullException(nameof(type));
        HasDefaultValue = hasDefaultValue;
        DefaultValue = defaultValue;
        IsReferenceOrNullableType = !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        Properties = properties ?? throw new ArgumentNullException(nameof(properties));
    }

    /// <summary>The parameter's name.</summary>
    public string Name { get; }

    /// <summary>The parameter's type.</summary>
    public Type Type { get; }

    /// <summary>True when the parameter has a default value.</summary>
    public bool HasDefaultValue { get; }

    /// <summary>True when the parameter may be null.</summary>
    public bool IsReferenceOrNullableType { get; }

    /// <summary>The default value, or null.</summary>
    public object? DefaultValue { get; }

    /// <summary>Properties of the parameter.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; }
}
