using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Describes a function.</summary>
public abstract class FunctionDefinition
{
    /// <summary>The parameters of the method.</summary>
    public abstract ImmutableArray<FunctionParameter> Parameters { get; }

    /// <summary>The path of the assembly with the method.</summary>
    public abstract string PathToAssembly { get; }

    /// <summary>The method: full type name, a dot, the method's name.</summary>
    public abstract string EntryPoint { get; }

    /// <summary>The function's id.</summary>
    public abstract string Id { get; }

    /// <summary>The function's name.</summary>
    public abstract string Name { get; }

    /// <summary>The trigger and input bindings, by parameter name.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    /// <summary>The output bindings, by name.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }
}

/// <summary>Describes a binding.</summary>
public abstract class BindingMetadata
{
    /// <summary>The binding's name: its parameter's.</summary>
    public abstract string Name { get; }

    /// <summary>The binding's type, such as <c>httpTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The binding's direction.</summary>
    public abstract BindingDirection Direction { get; }
}

/// <summary>The direction of a binding.</summary>
public enum BindingDirection
{
    /// <summary>Gives data to the function.</summary>
    In,
    /// <summary>Takes data from the function.</summary>
    Out,
}
