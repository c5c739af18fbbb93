using System.Reflection;
using CryptoVault.Functions.Http.Api.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;

namespace CryptoVault.Functions.Http.General;

/// <summary>The routes of this app's functions, to tell an unknown path from a method that a path does not serve.</summary>
internal sealed class RouteTable
{
    private readonly IReadOnlyList<(TemplateMatcher Matcher, IReadOnlyList<string> Methods)> routes;

    private RouteTable(Assembly assembly) =>
        routes =
        [
            .. from function in FunctionPolicies.HttpFunctions(assembly)
               let trigger = FunctionPolicies.TriggerOf(function)
               where trigger.Route is { } route && !route.StartsWith("{*", StringComparison.Ordinal)
               select (new TemplateMatcher(TemplateParser.Parse(trigger.Route!), []), Upper(trigger.Methods)),
        ];

    public static RouteTable Instance { get; } = new(typeof(RouteTable).Assembly);

    /// <summary>The methods that the path is served for; empty when it is not served at all.</summary>
    public IReadOnlyList<string> MethodsOf(PathString path) =>
    [
        .. routes.Where(route => route.Matcher.TryMatch(path, []))
            .SelectMany(route => route.Methods)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static IReadOnlyList<string> Upper(string[]? methods) => [.. (methods ?? []).Select(method => method.ToUpperInvariant())];
}
