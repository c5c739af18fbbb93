using System.Collections;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Invocations;

internal sealed class InvocationFeatures : IInvocationFeatures
{
    private readonly Dictionary<Type, object> features = [];

    public InvocationFeatures(Invocation invocation)
    {
        features[typeof(Invocation)] = invocation;
        features[typeof(FunctionDefinition)] = invocation.FunctionDefinition;
    }

    public void Set<T>(T instance) =>
        features[typeof(T)] = instance ?? throw new ArgumentNullException(nameof(instance));

    public T? Get<T>() => features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
