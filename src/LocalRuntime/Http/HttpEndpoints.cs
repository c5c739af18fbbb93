using CryptoVault.LocalRuntime.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CryptoVault.LocalRuntime.Http;

/// <summary>Maps HTTP functions as endpoints, and finds routes that are taken twice.</summary>
internal static class HttpEndpoints
{
    /// <summary>Maps the app's HTTP functions.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, FunctionApp app)
    {
        foreach (var function in app.Functions.Where(f => f.Route is not null))
        {
            var handler = new HttpFunctionHandler(app, function);
            endpoints.Map(RoutePatternFactory.Parse(function.Route!), handler.HandleAsync)
                .WithDisplayName(function.Name)
                .WithMetadata(new HttpMethodMetadata(function.HttpMethods, acceptCorsPreflight: false));
        }
    }

    /// <summary>Says which functions answer the same method on the same route.</summary>
    public static void CheckDuplicates(IReadOnlyList<LocalFunction> functions, ICollection<string> problems)
    {
        foreach (var group in functions.Where(f => f.Route is not null).GroupBy(f => Shape(f.Route!), StringComparer.OrdinalIgnoreCase))
        {
            var seen = new List<LocalFunction>();
            foreach (var function in group)
            {
                if (seen.FirstOrDefault(other => Overlap(other, function)) is { } other)
                {
                    problems.Add($"{function.EntryPoint}: the route '{Methods(function)} {function.Route}' is taken by {other.EntryPoint}.");
                }

                seen.Add(function);
            }
        }
    }

    private static bool Overlap(LocalFunction one, LocalFunction two) =>
        one.HttpMethods.Count == 0 && two.HttpMethods.Count == 0 || one.HttpMethods.Intersect(two.HttpMethods).Any();

    private static string Methods(LocalFunction function) =>
        function.HttpMethods.Count == 0 ? "any" : string.Join(',', function.HttpMethods);

    /// <summary>The route without the names of its parameters: routes of one shape and constraints match the same paths.</summary>
    private static string Shape(string route)
    {
        var pattern = RoutePatternFactory.Parse(route);
        return string.Join('/', pattern.PathSegments.Select(s => string.Concat(s.Parts.Select(PartShape))));
    }

    private static string PartShape(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter =>
            $"{{{(parameter.IsCatchAll ? "*" : string.Empty)}{string.Concat(parameter.ParameterPolicies.Select(p => ":" + p.Content))}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => string.Empty,
    };
}
