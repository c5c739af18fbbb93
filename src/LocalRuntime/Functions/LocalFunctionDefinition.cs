using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace CryptoVault.LocalRuntime.Functions;

internal sealed class LocalFunctionDefinition : FunctionDefinition
{
    public LocalFunctionDefinition(LocalFunction function)
    {
        var parameters = function.Method.GetParameters();
        Parameters = [.. parameters.Select(p => new FunctionParameter(p.Name!, p.ParameterType, p.HasDefaultValue, p.HasDefaultValue ? p.DefaultValue : null))];
        PathToAssembly = function.Method.DeclaringType!.Assembly.Location;
        EntryPoint = function.EntryPoint;
        Id = $"{function.App}.{function.Name}";
        Name = function.Name;
        InputBindings = parameters
            .Where(p => p.GetCustomAttribute<BindingAttribute>() is not null)
            .ToImmutableDictionary(p => p.Name!, p => (BindingMetadata)new Binding(p.Name!, TypeOf(p, function), BindingDirection.In));
        OutputBindings = function.Kind.OutputType is { } output
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add("$return", new Binding("$return", output, BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly { get; }

    public override string EntryPoint { get; }

    public override string Id { get; }

    public override string Name { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    private static string TypeOf(ParameterInfo parameter, LocalFunction function)
    {
        if (parameter.Name == function.TriggerParameter.Name)
        {
            return function.Kind.BindingType;
        }

        var name = parameter.GetCustomAttribute<BindingAttribute>()!.GetType().Name;
        var bare = name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
        return char.ToLowerInvariant(bare[0]) + bare[1..];
    }

    private sealed class Binding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
