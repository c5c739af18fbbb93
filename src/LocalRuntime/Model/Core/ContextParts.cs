using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The data of a trigger.</summary>
public abstract class BindingContext
{
    /// <summary>The values that the trigger defines, such as route values, by name.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

/// <summary>Which attempt an invocation is.</summary>
public abstract class RetryContext
{
    /// <summary>How many attempts of this event failed before.</summary>
    public abstract int RetryCount { get; }

    /// <summary>The most retries of one event.</summary>
    public abstract int MaxRetryCount { get; }
}

/// <summary>The distributed trace that an invocation belongs to.</summary>
public abstract class TraceContext
{
    /// <summary>The W3C <c>traceparent</c>.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The W3C <c>tracestate</c>.</summary>
    public abstract string TraceState { get; }

    /// <summary>The attributes of the trace.</summary>
    public virtual IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;

    /// <summary>The baggage of the trace.</summary>
    public virtual IReadOnlyDictionary<string, string> Baggage => ImmutableDictionary<string, string>.Empty;
}

/// <summary>The features of an invocation, by type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Sets a feature.</summary>
    /// <typeparam name="T">The feature's type.</typeparam>
    /// <param name="instance">The feature.</param>
    void Set<T>(T instance);

    /// <summary>The feature, or null.</summary>
    /// <typeparam name="T">The feature's type.</typeparam>
    T? Get<T>();
}
