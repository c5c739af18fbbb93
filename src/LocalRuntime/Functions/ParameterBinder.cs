using System.Linq.Expressions;
using System.Reflection;
using CryptoVault.LocalRuntime.Invocations;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace CryptoVault.LocalRuntime.Functions;

/// <summary>Finds out what gives a parameter its value.</summary>
internal sealed class ParameterBinder(IReadOnlyList<IInputKind> inputs)
{
    private static readonly MethodInfo BindInput = typeof(IInputKind).GetMethod(nameof(IInputKind.Bind))!;

    /// <summary>Why the parameter cannot be bound, or null.</summary>
    public string? Refuse(LocalFunction function, ParameterInfo parameter)
    {
        if (parameter.GetCustomAttributes().OfType<IBindingSourceMetadata>().FirstOrDefault() is { } mvc)
        {
            return $"{function.EntryPoint}: [{Bare(mvc.GetType())}] of ASP.NET Core MVC on parameter '{parameter.Name}' binds null in the worker; read the request instead.";
        }

        var invocation = Expression.Parameter(typeof(Invocation));
        return Bind(function, parameter, invocation) is null
            ? $"{function.EntryPoint}: parameter '{parameter.Name}' of type {TypeName(parameter.ParameterType)} cannot be bound in a function with {Bare(function.Trigger.GetType())}."
            : null;
    }

    /// <summary>The expression of the parameter's value, or null.</summary>
    public Expression? Bind(LocalFunction function, ParameterInfo parameter, Expression invocation)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return Expression.Convert(invocation, typeof(FunctionContext));
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return Expression.Property(invocation, nameof(FunctionContext.CancellationToken));
        }

        if (parameter.GetCustomAttribute<InputBindingAttribute>() is { } input)
        {
            return inputs.FirstOrDefault(k => k.AttributeType == input.GetType()) is { } kind && kind.Supports(parameter.ParameterType)
                ? Expression.Convert(
                    Expression.Call(Expression.Constant(kind), BindInput, invocation, Expression.Constant(parameter)), parameter.ParameterType)
                : null;
        }

        return function.Kind.Bind(function, parameter, invocation);
    }

    public static string Bare(Type attribute) =>
        attribute.Name.EndsWith("Attribute", StringComparison.Ordinal) ? attribute.Name[..^"Attribute".Length] : attribute.Name;

    public static string TypeName(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>" : type.Name;
}
