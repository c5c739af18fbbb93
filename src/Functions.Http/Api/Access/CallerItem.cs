using CryptoVault.Accounts.Access;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Api.Access;

/// <summary>Where the middleware leaves the caller for the function.</summary>
internal static class CallerItem
{
    public static readonly object Key = new();

    /// <summary>The signed-in caller.</summary>
    /// <exception cref="InvalidOperationException">The function is anonymous.</exception>
    public static Caller Caller(this FunctionContext context) =>
        context.Items.TryGetValue(Key, out var caller)
            ? (Caller)caller
            : throw new InvalidOperationException($"'{context.FunctionDefinition.Name}' is anonymous: it has no caller.");
}
