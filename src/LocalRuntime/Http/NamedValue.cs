using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using CryptoVault.LocalRuntime.Invocations;

namespace CryptoVault.LocalRuntime.Http;

/// <summary>
/// Parameters that take a route value or, without one of the name, a query value. As on the real worker, a missing
/// value is the parameter's default or null, and one that does not parse fails the invocation: routes therefore
/// carry constraints.
/// </summary>
internal static class NamedValue
{
    private static readonly MethodInfo Text = Method(nameof(ReadText));
    private static readonly MethodInfo Value = Method(nameof(ReadValue));
    private static readonly MethodInfo Optional = Method(nameof(ReadOptional));

    private static readonly HashSet<Type> Types =
    [
        typeof(bool), typeof(short), typeof(int), typeof(long), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly),
    ];

    /// <summary>The expression of the value, or null when the type is not a simple one.</summary>
    public static Expression? Bind(ParameterInfo parameter, Expression invocation)
    {
        var name = Expression.Constant(parameter.Name!);
        if (parameter.ParameterType == typeof(string))
        {
            return Expression.Call(Text, invocation, name, Expression.Constant(parameter.HasDefaultValue ? parameter.DefaultValue : null, typeof(string)));
        }

        var bare = Nullable.GetUnderlyingType(parameter.ParameterType);
        if (!Types.Contains(bare ?? parameter.ParameterType))
        {
            return null;
        }

        var fallback = parameter.HasDefaultValue && parameter.DefaultValue is not null
            ? Expression.Convert(Expression.Constant(parameter.DefaultValue), parameter.ParameterType)
            : (Expression)Expression.Default(parameter.ParameterType);
        return bare is not null
            ? Expression.Call(Optional.MakeGenericMethod(bare), invocation, name, fallback)
            : Expression.Call(Value.MakeGenericMethod(parameter.ParameterType), invocation, name, Expression.Constant(parameter.HasDefaultValue), fallback);
    }

    private static string? Find(Invocation invocation, string name)
    {
        var request = invocation.HttpContext!.Request;
        if (request.RouteValues.TryGetValue(name, out var routed) && routed is not null)
        {
            return routed as string ?? Convert.ToString(routed, CultureInfo.InvariantCulture);
        }

        return request.Query.TryGetValue(name, out var queried) ? queried.ToString() : null;
    }

    private static string? ReadText(Invocation invocation, string name, string? fallback) => Find(invocation, name) ?? fallback;

    private static T ReadValue<T>(Invocation invocation, string name, bool hasDefault, T fallback) where T : struct, IParsable<T>
    {
        if (Find(invocation, name) is { } text)
        {
            return Parse<T>(text, name);
        }

        return hasDefault
            ? fallback
            : throw new FormatException($"There is no value for '{name}'; give the parameter a default or make it nullable.");
    }

    private static T? ReadOptional<T>(Invocation invocation, string name, T? fallback) where T : struct, IParsable<T> =>
        Find(invocation, name) is { } text ? Parse<T>(text, name) : fallback;

    private static T Parse<T>(string text, string name) where T : IParsable<T> =>
        T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException($"The value of '{name}' is no {typeof(T).Name}.");

    private static MethodInfo Method(string name) => typeof(NamedValue).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
