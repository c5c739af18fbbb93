using CryptoVault.LocalRuntime.Invocations;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What ASP.NET Core integration adds to a function's context.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The HTTP context of the invocation, or null when it was not triggered over HTTP.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        if (context is Invocation { HttpContext: { } own })
        {
            return own;
        }

        return context.Items.TryGetValue(Invocation.HttpContextKey, out var item) ? item as HttpContext : null;
    }
}
