using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Invocations;

/// <summary>The trigger's data: for HTTP the query's and the route's values (the route wins), else what the trigger gave.</summary>
internal sealed class InvocationBindingContext(Invocation invocation) : BindingContext
{
    private IReadOnlyDictionary<string, object?>? data;

    public override IReadOnlyDictionary<string, object?> BindingData => data ??= Read();

    private Dictionary<string, object?> Read()
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (invocation.HttpContext is { } http)
        {
            foreach (var (name, value) in http.Request.Query)
            {
                values[name] = value.ToString();
            }

            foreach (var (name, value) in http.GetRouteData().Values)
            {
                values[name] = value;
            }
        }

        foreach (var (name, value) in invocation.TriggerData ?? new Dictionary<string, object?>())
        {
            values[name] = value;
        }

        return values;
    }
}
