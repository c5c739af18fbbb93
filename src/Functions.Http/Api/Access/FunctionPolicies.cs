using System.Collections.Concurrent;
using System.Reflection;
using CryptoVault.RateLimits;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Api.Access;

/// <summary>
/// The policies of functions. Middleware learns of a function only its assembly's path and its entry point; the
/// method behind them is found once and its policy remembered.
/// </summary>
internal sealed class FunctionPolicies
{
    private readonly ConcurrentDictionary<string, FunctionPolicy> known = new(StringComparer.Ordinal);

    /// <summary>The function's policy.</summary>
    /// <exception cref="InvalidOperationException">It declares none, which start-up refuses.</exception>
    public FunctionPolicy Of(FunctionDefinition function) =>
        known.TryGetValue(function.Id, out var policy) ? policy : known.GetOrAdd(function.Id, Read(MethodOf(function)));

    /// <summary>Refuses an assembly with an HTTP function that does not declare exactly one policy.</summary>
    /// <exception cref="InvalidOperationException">Names every such function.</exception>
    public static void Check(Assembly assembly)
    {
        var problems = Problems(assembly).ToArray();
        if (problems.Length > 0)
        {
            throw new InvalidOperationException("Functions without a clear policy:\n" + string.Join('\n', problems));
        }
    }

    /// <summary>What is wrong with the policies of an assembly's HTTP functions; empty when nothing is.</summary>
    public static IEnumerable<string> Problems(Assembly assembly) => HttpFunctions(assembly).SelectMany(ProblemsOf);

    /// <summary>The HTTP functions of an assembly.</summary>
    public static IEnumerable<MethodInfo> HttpFunctions(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.IsDefined(typeof(FunctionAttribute)) && TriggerOf(method) is not null
        select method;

    /// <summary>The HTTP trigger of a function, or null when it has another one.</summary>
    public static HttpTriggerAttribute? TriggerOf(MethodInfo method) =>
        method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(trigger => trigger is not null);

    /// <summary>The policy that a method declares.</summary>
    public static FunctionPolicy Read(MethodInfo method)
    {
        var policies = method.GetCustomAttributes<PolicyAttribute>().ToArray();
        return policies.Length == 1
            ? ToPolicy(policies[0], method)
            : throw new InvalidOperationException($"{NameOf(method)} declares {policies.Length} policies; it needs exactly one.");
    }

    private static FunctionPolicy ToPolicy(PolicyAttribute policy, MethodInfo method) => policy.ToPolicy(
        method.GetCustomAttribute<WeightAttribute>()?.Weight ?? 1, method.GetCustomAttribute<LimitedAttribute>()?.Kind);

    private static IEnumerable<string> ProblemsOf(MethodInfo method)
    {
        var policies = method.GetCustomAttributes<PolicyAttribute>().ToArray();
        if (policies.Length != 1)
        {
            yield return $"{NameOf(method)} declares {policies.Length} policies ([Allow], [AllowSignedIn], [AllowAnonymous]); it needs exactly one.";
            yield break;
        }

        var policy = ToPolicy(policies[0], method);
        if (policy is { Kind: PolicyKind.Roles, Roles.Count: 0 })
        {
            yield return $"{NameOf(method)}: [Allow] names no role.";
        }

        if (policy.Weight is < 0 or > 1000)
        {
            yield return $"{NameOf(method)}: a weight is 0 to 1000, not {policy.Weight}.";
        }

        if (policy.Kind == PolicyKind.Anonymous && policy.Limit is RateLimitKind.User or RateLimitKind.Orders)
        {
            yield return $"{NameOf(method)}: the limit {policy.Limit} is per user, and everybody may call it.";
        }

        if (method.DeclaringType!.GetMethods().Count(other => other.Name == method.Name) > 1)
        {
            yield return $"{NameOf(method)} is overloaded; its entry point names no single method.";
        }
    }

    private static MethodInfo MethodOf(FunctionDefinition function)
    {
        var dot = function.EntryPoint.LastIndexOf('.');
        var type = AssemblyOf(function).GetType(function.EntryPoint[..dot]);
        return type?.GetMethod(function.EntryPoint[(dot + 1)..])
            ?? throw new InvalidOperationException($"The function '{function.Name}' has no method {function.EntryPoint}.");
    }

    private static Assembly AssemblyOf(FunctionDefinition function)
    {
        var name = Path.GetFileNameWithoutExtension(function.PathToAssembly);
        return AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == name)
            ?? Assembly.LoadFrom(function.PathToAssembly);
    }

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType?.FullName}.{method.Name}";
}
