using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Invocations;

/// <summary>The trigger's data, read when it is asked for; of two values of one name the later counts.</summary>
internal sealed class InvocationBindingContext(Invocation invocation) : BindingContext
{
    private IReadOnlyDictionary<string, object?>? data;

    public override IReadOnlyDictionary<string, object?> BindingData => data ??= Read();

    private Dictionary<string, object?> Read()
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in invocation.Function.Kind.DataOf(invocation))
        {
            values[name] = value;
        }

        return values;
    }
}
