using System.Linq.Expressions;
using System.Reflection;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using CryptoVault.Messaging;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Functions;

/// <summary>Functions that are orchestrators.</summary>
internal sealed class OrchestrationTriggerKind(DurableRuntime runtime) : ITriggerKind
{
    private static readonly MethodInfo GetInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput))!;

    public Type AttributeType => typeof(OrchestrationTriggerAttribute);

    public string BindingType => "orchestrationTrigger";

    public void Check(LocalFunction function, SettingResolver settings, ICollection<string> problems)
    {
        if (function.TriggerParameter.ParameterType != typeof(TaskOrchestrationContext))
        {
            problems.Add($"{function.EntryPoint}: the parameter of an orchestrator's trigger must be a TaskOrchestrationContext, not a {function.TriggerParameter.ParameterType.Name}.");
        }

        if (!typeof(Task).IsAssignableFrom(function.Method.ReturnType))
        {
            problems.Add($"{function.EntryPoint}: an orchestrator returns a Task or a Task<T>, not a {function.Method.ReturnType.Name}.");
        }
    }

    public void CheckTogether(IReadOnlyList<LocalFunction> functions, ICollection<string> problems)
    {
        foreach (var same in functions.Where(f => f.Kind == this).GroupBy(NameOf, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            problems.Add($"{same.Last().EntryPoint}: there is an orchestrator '{same.Key}' already: {same.First().EntryPoint}.");
        }
    }

    public Expression? Bind(LocalFunction function, ParameterInfo parameter, Expression invocation)
    {
        var context = Expression.Convert(Expression.Property(invocation, nameof(Invocation.Trigger)), typeof(TaskOrchestrationContext));
        if (parameter == function.TriggerParameter)
        {
            return parameter.ParameterType == typeof(TaskOrchestrationContext) ? context : null;
        }

        // As on the real worker, the first parameter that nothing else binds gets the input.
        return parameter == function.Method.GetParameters().FirstOrDefault(p => p != function.TriggerParameter && IsFree(p))
            ? Expression.Call(context, GetInput.MakeGenericMethod(parameter.ParameterType))
            : null;
    }

    public ITriggerListener? Listen(FunctionApp app, IReadOnlyList<LocalFunction> functions, RuntimeServices services) =>
        runtime.Register(app, catalog =>
        {
            foreach (var function in functions)
            {
                catalog.Add(new FunctionOrchestrator(app, function, NameOf(function), runtime.ConverterOf(app)));
            }
        });

    private static string NameOf(LocalFunction function) => ((OrchestrationTriggerAttribute)function.Trigger).Orchestration ?? function.Name;

    private static bool IsFree(ParameterInfo parameter) =>
        parameter.ParameterType != typeof(FunctionContext) && parameter.ParameterType != typeof(CancellationToken)
        && parameter.GetCustomAttribute<Microsoft.Azure.Functions.Worker.Extensions.Abstractions.BindingAttribute>() is null;

    private sealed class FunctionOrchestrator(FunctionApp app, LocalFunction function, string name, DataConverter converter) : IOrchestrator
    {
        public string Name => name;

        public DataConverter Converter => converter;

        public ILoggerFactory Logging { get; } = app.Services.GetRequiredService<ILoggerFactory>();

        public OrchestratorRun Start(TaskOrchestrationContext context, string? correlationId)
        {
            if (correlationId is not null)
            {
                Correlation.Set(correlationId);
            }

            var invocation = new Invocation(app, function, context, null, CancellationToken.None);
            return new OrchestratorRun(app.InvokeAsync(invocation), invocation.DisposeAsync);
        }
    }
}
