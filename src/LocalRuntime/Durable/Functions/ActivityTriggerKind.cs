using System.Linq.Expressions;
using System.Reflection;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using CryptoVault.Messaging;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace CryptoVault.LocalRuntime.Durable.Functions;

/// <summary>What an activity's trigger hands to its parameters.</summary>
internal sealed record ActivityTrigger(ActivityCall Call, DataConverter Converter)
{
    /// <summary>The activity's input.</summary>
    public T? Input<T>() => Converter.Deserialize<T>(Call.Input);
}

/// <summary>Functions that are activities.</summary>
internal sealed class ActivityTriggerKind(DurableRuntime runtime) : ITriggerKind
{
    private const string InstanceId = "instanceId";
    private static readonly MethodInfo Input = typeof(ActivityTrigger).GetMethod(nameof(ActivityTrigger.Input))!;

    public Type AttributeType => typeof(ActivityTriggerAttribute);

    public string BindingType => "activityTrigger";

    public void Check(LocalFunction function, SettingResolver settings, ICollection<string> problems)
    {
        if (function.TriggerParameter.ParameterType == typeof(TaskOrchestrationContext))
        {
            problems.Add($"{function.EntryPoint}: an activity has no TaskOrchestrationContext; the trigger's parameter is its input.");
        }
    }

    public void CheckTogether(IReadOnlyList<LocalFunction> functions, ICollection<string> problems)
    {
        foreach (var same in functions.Where(f => f.Kind == this).GroupBy(NameOf, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            problems.Add($"{same.Last().EntryPoint}: there is an activity '{same.Key}' already: {same.First().EntryPoint}.");
        }
    }

    public IEnumerable<KeyValuePair<string, object?>> DataOf(Invocation invocation) =>
        invocation.Trigger is ActivityTrigger trigger ? [new(InstanceId, trigger.Call.InstanceId)] : [];

    public Expression? Bind(LocalFunction function, ParameterInfo parameter, Expression invocation)
    {
        var trigger = Expression.Convert(Expression.Property(invocation, nameof(Invocation.Trigger)), typeof(ActivityTrigger));
        if (parameter == function.TriggerParameter)
        {
            return Expression.Call(trigger, Input.MakeGenericMethod(parameter.ParameterType));
        }

        return parameter.ParameterType == typeof(string) && string.Equals(parameter.Name, InstanceId, StringComparison.OrdinalIgnoreCase)
            ? Expression.Property(Expression.Property(trigger, nameof(ActivityTrigger.Call)), nameof(ActivityCall.InstanceId))
            : null;
    }

    public ITriggerListener? Listen(FunctionApp app, IReadOnlyList<LocalFunction> functions, RuntimeServices services) =>
        runtime.Register(app, catalog =>
        {
            foreach (var function in functions)
            {
                catalog.Add(new FunctionActivity(app, function, NameOf(function), runtime.ConverterOf(app)));
            }
        });

    private static string NameOf(LocalFunction function) => ((ActivityTriggerAttribute)function.Trigger).Activity ?? function.Name;

    private sealed class FunctionActivity(FunctionApp app, LocalFunction function, string name, DataConverter converter) : IActivity
    {
        public string Name => name;

        public async Task<string?> RunAsync(ActivityCall call, CancellationToken cancellation)
        {
            if (call.CorrelationId is not null)
            {
                Correlation.Set(call.CorrelationId);
            }

            return converter.Serialize(await app.InvokeAsync(function, new ActivityTrigger(call, converter), cancellation));
        }
    }
}
