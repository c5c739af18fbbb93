namespace Microsoft.Azure.Functions.Worker;

/// <summary>What is known of one execution of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>The id of this invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The id of the function, the same for all its invocations.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace that this invocation belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>The data of the trigger.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Which attempt this is, where the function has a retry policy.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation: a scope of the app's services.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Data shared by middleware and function within this invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>The features of this invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Fires when the invocation is to end early, for HTTP also when the client goes away.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
