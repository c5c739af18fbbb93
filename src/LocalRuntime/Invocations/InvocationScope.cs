using System.Collections;

namespace CryptoVault.LocalRuntime.Invocations;

/// <summary>Function and invocation on the log lines of an invocation.</summary>
internal sealed class InvocationScope(Invocation invocation) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Function", invocation.Function.Name),
        1 => new("InvocationId", invocation.InvocationId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
        yield return this[1];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{invocation.Function.Name} {invocation.InvocationId}";
}
