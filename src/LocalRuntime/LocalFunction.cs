using System.Reflection;
using CryptoVault.LocalRuntime.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace CryptoVault.LocalRuntime;

/// <summary>A function that the runtime found in an app.</summary>
public sealed class LocalFunction
{
    private FunctionInvoker? invoker;

    internal LocalFunction(string app, string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger, ITriggerKind kind)
    {
        App = app;
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        Kind = kind;
        Retry = method.GetCustomAttribute<RetryAttribute>();
        Definition = new LocalFunctionDefinition(this);
    }

    /// <summary>The app it belongs to.</summary>
    public string App { get; }

    /// <summary>The function's name, unique in the app.</summary>
    public string Name { get; }

    /// <summary>The method that is the function.</summary>
    public MethodInfo Method { get; }

    /// <summary>The trigger's type, such as <c>httpTrigger</c>.</summary>
    public string TriggerType => Kind.BindingType;

    /// <summary>The route template of an HTTP function, else null.</summary>
    public string? Route { get; internal set; }

    /// <summary>The HTTP methods of an HTTP function in upper case; empty for any, and for other functions.</summary>
    public IReadOnlyList<string> HttpMethods { get; internal set; } = [];

    /// <summary>Type and name of the method, as messages name it.</summary>
    public string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    /// <summary>What is known of its invocations since the start.</summary>
    public FunctionStatistics Statistics { get; } = new();

    internal ParameterInfo TriggerParameter { get; }

    internal TriggerBindingAttribute Trigger { get; }

    internal ITriggerKind Kind { get; }

    internal RetryAttribute? Retry { get; }

    internal FunctionDefinition Definition { get; }

    /// <summary>What calls the method; compiled at its first use, so that many functions do not cost start-up time.</summary>
    internal FunctionInvoker Invoker
    {
        get => invoker ?? throw new InvalidOperationException($"Function '{Name}' is not bound yet.");
        set => invoker = value;
    }
}
