using System.Linq.Expressions;
using System.Reflection;
using CryptoVault.LocalRuntime.Hosting;

namespace CryptoVault.LocalRuntime.Functions;

/// <summary>One kind of trigger: what its functions must look like, what their parameters get, and who listens for its events.</summary>
internal interface ITriggerKind
{
    /// <summary>The trigger attribute's type.</summary>
    Type AttributeType { get; }

    /// <summary>The binding's name in metadata, such as <c>timerTrigger</c>.</summary>
    string BindingType { get; }

    /// <summary>The binding's name of what the function returns, or null.</summary>
    string? OutputType => null;

    /// <summary>Checks what is particular to this kind; each problem is one sentence.</summary>
    void Check(LocalFunction function, SettingResolver settings, ICollection<string> problems);

    /// <summary>Checks what holds between the functions of all apps, such as that no two have the same route.</summary>
    void CheckTogether(IReadOnlyList<LocalFunction> functions, ICollection<string> problems)
    {
    }

    /// <summary>The trigger's data as <see cref="Microsoft.Azure.Functions.Worker.BindingContext.BindingData"/> shows it.</summary>
    IEnumerable<KeyValuePair<string, object?>> DataOf(Invocations.Invocation invocation) => [];

    /// <summary>True when the Functions host honours a retry policy on functions of this kind.</summary>
    bool HonoursRetries => false;

    /// <summary>
    /// The expression of a parameter's value, of the parameter's type, or null when this kind cannot give it.
    /// <see cref="Microsoft.Azure.Functions.Worker.FunctionContext"/>, <see cref="CancellationToken"/> and input
    /// bindings are dealt with before.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="invocation">An expression of type <see cref="Invocations.Invocation"/>.</param>
    Expression? Bind(LocalFunction function, ParameterInfo parameter, Expression invocation);

    /// <summary>What listens for the events of the app's functions of this kind, or null when the kind needs nothing.</summary>
    ITriggerListener? Listen(FunctionApp app, IReadOnlyList<LocalFunction> functions, RuntimeServices services);
}

/// <summary>Listens for events and invokes functions.</summary>
internal interface ITriggerListener
{
    /// <summary>Begins to listen. An exception ends the start of the host.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Takes no new events, and waits for what runs until the token fires; then cancels it.</summary>
    Task StopAsync(CancellationToken deadline);
}

/// <summary>A kind of input binding, recognised by its attribute.</summary>
internal interface IInputKind
{
    /// <summary>The input attribute's type.</summary>
    Type AttributeType { get; }

    /// <summary>True when it can give a value of the type.</summary>
    bool Supports(Type parameterType);

    /// <summary>The parameter's value.</summary>
    object? Bind(Invocations.Invocation invocation, ParameterInfo parameter);
}
