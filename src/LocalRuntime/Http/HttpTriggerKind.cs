using System.Linq.Expressions;
using System.Reflection;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Http;

/// <summary>Functions called over HTTP. Their routes are mapped by <see cref="HttpEndpoints"/>.</summary>
internal sealed class HttpTriggerKind(string routePrefix) : ITriggerKind
{
    private static readonly string[] KnownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

    public Type AttributeType => typeof(HttpTriggerAttribute);

    public string BindingType => "httpTrigger";

    public string? OutputType => "http";

    public void Check(LocalFunction function, SettingResolver settings, ICollection<string> problems)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        CheckRoute(function, settings.Resolve(trigger.Route ?? function.Name, function, problems), problems);
        if (trigger.AuthLevel != AuthorizationLevel.Anonymous)
        {
            problems.Add($"{function.EntryPoint}: there are no function keys here, so {trigger.AuthLevel} would let everyone in; use Anonymous and a policy of the app.");
        }

        function.HttpMethods = [.. (trigger.Methods ?? []).Select(m => m.ToUpperInvariant()).Distinct()];
        foreach (var method in function.HttpMethods.Except(KnownMethods))
        {
            problems.Add($"{function.EntryPoint}: '{method}' is no HTTP method.");
        }

        var result = function.Method.ReturnType;
        result = result.IsGenericType && result.GetGenericTypeDefinition() == typeof(Task<>) ? result.GetGenericArguments()[0] : result;
        if (typeof(IActionResult).IsAssignableFrom(result))
        {
            problems.Add($"{function.EntryPoint}: MVC results ({result.Name}) are not supported by the local runtime; return IResult.");
        }
    }

    public void CheckTogether(IReadOnlyList<LocalFunction> functions, ICollection<string> problems) =>
        HttpEndpoints.CheckDuplicates(functions, problems);

    /// <summary>The query's and the route's values; the route wins.</summary>
    public IEnumerable<KeyValuePair<string, object?>> DataOf(Invocation invocation) =>
        invocation.HttpContext!.Request.Query.Select(q => KeyValuePair.Create(q.Key, (object?)q.Value.ToString()))
            .Concat(invocation.HttpContext.Request.RouteValues);

    public Expression? Bind(LocalFunction function, ParameterInfo parameter, Expression invocation)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return Expression.Property(Expression.Property(invocation, nameof(Invocation.HttpContext)), nameof(HttpContext.Request));
        }

        return parameter == function.TriggerParameter ? null : NamedValue.Bind(parameter, invocation);
    }

    public ITriggerListener? Listen(FunctionApp app, IReadOnlyList<LocalFunction> functions, RuntimeServices services) => null;

    private void CheckRoute(LocalFunction function, string? route, ICollection<string> problems)
    {
        if (route is null)
        {
            return;
        }

        if (route.StartsWith('/'))
        {
            problems.Add($"{function.EntryPoint}: the route '{route}' must not begin with a slash.");
            return;
        }

        if (route.Split('/')[0].ToLowerInvariant() is "admin" or "runtime")
        {
            problems.Add($"{function.EntryPoint}: the route '{route}' lies under a root that the Functions host keeps to itself.");
        }

        try
        {
            var whole = routePrefix.Length == 0 ? route : $"{routePrefix}/{route}";
            RoutePatternFactory.Parse(whole);
            function.Route = whole;
        }
        catch (RoutePatternException failure)
        {
            problems.Add($"{function.EntryPoint}: the route '{route}' is not valid: {failure.Message}");
        }
    }
}
