using CryptoVault.LocalRuntime.Invocations;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The result of an invocation.</summary>
/// <typeparam name="T">The result's type.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The result; setting it replaces what the function returned.</summary>
    public abstract T? Value { get; set; }
}

/// <summary>The result of an invocation.</summary>
public abstract class InvocationResult : InvocationResult<object>;

/// <summary>What middleware may ask of an invocation's bindings.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The result of the invocation: null before the function ran.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) =>
        new HeldInvocationResult(context as Invocation ?? context.Features.Get<Invocation>()
            ?? throw new InvalidOperationException("The context is none of a running invocation."));
}
