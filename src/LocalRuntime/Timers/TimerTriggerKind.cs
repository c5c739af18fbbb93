using System.Linq.Expressions;
using System.Reflection;
using CryptoVault.LocalRuntime.Functions;
using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.LocalRuntime.Timers;

/// <summary>Functions that run by a schedule.</summary>
internal sealed class TimerTriggerKind : ITriggerKind
{
    private readonly Dictionary<LocalFunction, TimerSchedule> schedules = [];

    public Type AttributeType => typeof(TimerTriggerAttribute);

    public string BindingType => "timerTrigger";

    public bool HonoursRetries => true;

    public void Check(LocalFunction function, SettingResolver settings, ICollection<string> problems)
    {
        if (settings.Resolve(((TimerTriggerAttribute)function.Trigger).Schedule, function, problems) is not { } expression)
        {
            return;
        }

        var (schedule, problem) = TimerSchedule.Parse(expression);
        if (problem is not null)
        {
            problems.Add($"{function.EntryPoint}: {problem}");
        }

        if (schedule is not null)
        {
            schedules[function] = schedule;
        }
    }

    public Expression? Bind(LocalFunction function, ParameterInfo parameter, Expression invocation) =>
        parameter == function.TriggerParameter && parameter.ParameterType == typeof(TimerInfo)
            ? Expression.Convert(Expression.Property(invocation, nameof(Invocation.Trigger)), typeof(TimerInfo))
            : null;

    public ITriggerListener Listen(FunctionApp app, IReadOnlyList<LocalFunction> functions, RuntimeServices services) =>
        new TimerListener(app, functions.Select(f => (f, schedules[f])), services);
}
