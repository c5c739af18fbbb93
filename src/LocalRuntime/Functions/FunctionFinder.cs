using System.Reflection;
using System.Runtime.CompilerServices;
using CryptoVault.LocalRuntime.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalRuntime.Functions;

/// <summary>Finds the functions of an app by reflection, once at start, and checks what must hold for each.</summary>
internal sealed class FunctionFinder(IReadOnlyList<ITriggerKind> kinds, IReadOnlyList<IInputKind> inputs, SettingResolver settings)
{
    /// <summary>The app's functions that can be bound; whatever is wrong is added to <paramref name="problems"/>.</summary>
    public IReadOnlyList<LocalFunction> Find(FunctionApp app, IReadOnlyList<Type> types, ICollection<string> problems)
    {
        var functions = new List<LocalFunction>();
        var names = new Dictionary<string, LocalFunction>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in types)
        {
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<FunctionAttribute>(false) is not { } attribute)
                {
                    continue;
                }

                if (Describe(app.Name, attribute.Name, method, problems) is not { } function || settings.IsDisabled(function.Name))
                {
                    continue;
                }

                if (!names.TryAdd(function.Name, function))
                {
                    problems.Add($"{function.EntryPoint}: the name '{function.Name}' is taken by {names[function.Name].EntryPoint}.");
                    continue;
                }

                Bind(app, function, problems);
                functions.Add(function);
            }
        }

        foreach (var overloads in functions.GroupBy(f => f.EntryPoint).Where(g => g.Count() > 1))
        {
            problems.Add($"{overloads.Key}: function methods cannot be overloaded ({string.Join(", ", overloads.Select(f => f.Name))}).");
        }

        return functions;
    }

    private LocalFunction? Describe(string app, string name, MethodInfo method, ICollection<string> problems)
    {
        var entryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        var before = problems.Count;
        if (!IsName(name))
        {
            problems.Add($"{entryPoint}: '{name}' is no function name: a letter, then at most 126 letters, digits, '-' or '_'.");
        }

        CheckMethod(method, entryPoint, problems);
        var triggers = method.GetParameters()
            .Select(p => (Parameter: p, Attribute: p.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(t => t.Attribute is not null).ToList();
        if (triggers.Count != 1)
        {
            problems.Add($"{entryPoint}: a function has one trigger parameter; this one has {triggers.Count}.");
        }

        if (problems.Count > before)
        {
            return null;
        }

        var (parameter, trigger) = triggers[0];
        if (kinds.FirstOrDefault(k => k.AttributeType == trigger!.GetType()) is not { } kind)
        {
            problems.Add($"{entryPoint}: the trigger {trigger!.GetType().Name} is not supported by the local runtime.");
            return null;
        }

        return new LocalFunction(app, name, method, parameter, trigger!, kind);
    }

    private static void CheckMethod(MethodInfo method, string entryPoint, ICollection<string> problems)
    {
        if (!method.IsPublic)
        {
            problems.Add($"{entryPoint}: a function method must be public.");
        }

        if (method.IsGenericMethodDefinition || method.DeclaringType!.ContainsGenericParameters)
        {
            problems.Add($"{entryPoint}: a function cannot be generic.");
        }

        if (!method.IsStatic && method.DeclaringType!.IsAbstract)
        {
            problems.Add($"{entryPoint}: an abstract class cannot hold functions.");
        }

        var returns = method.ReturnType;
        if (returns == typeof(ValueTask) || returns.IsGenericType && returns.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            problems.Add($"{entryPoint}: the worker does not await a ValueTask; return a Task.");
        }

        if (returns == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
        {
            problems.Add($"{entryPoint}: an 'async void' function cannot be awaited; return a Task.");
        }

        foreach (var parameter in method.GetParameters().Where(p => p.ParameterType.IsByRef))
        {
            problems.Add($"{entryPoint}: parameter '{parameter.Name}' cannot be passed by reference.");
        }
    }

    private void Bind(FunctionApp app, LocalFunction function, ICollection<string> problems)
    {
        function.Kind.Check(function, settings, problems);
        if (function.Retry is not null && !function.Kind.HonoursRetries)
        {
            problems.Add($"{function.EntryPoint}: the Functions host honours no retry policy on a function with {ParameterBinder.Bare(function.Trigger.GetType())}.");
        }

        var binder = new ParameterBinder(inputs);
        foreach (var parameter in function.Method.GetParameters())
        {
            if (binder.Refuse(function, parameter) is { } refusal)
            {
                problems.Add(refusal);
            }
        }

        if (!function.Method.IsStatic)
        {
            CheckConstructor(app, function, problems);
        }

        function.Invoker = new FunctionInvoker(function, binder);
    }

    /// <summary>Says what a function class's constructor needs and the app does not have, before the first call would.</summary>
    private static void CheckConstructor(FunctionApp app, LocalFunction function, ICollection<string> problems)
    {
        var constructors = function.Method.DeclaringType!.GetConstructors();
        if (constructors.Length == 0)
        {
            problems.Add($"{function.EntryPoint}: the class has no public constructor.");
        }

        if (constructors.Length != 1)
        {
            return;
        }

        var isService = app.Services.GetRequiredService<IServiceProviderIsService>();
        foreach (var parameter in constructors[0].GetParameters())
        {
            var keyed = parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is not null;
            if (!keyed && !parameter.HasDefaultValue && !isService.IsService(parameter.ParameterType))
            {
                problems.Add($"{function.EntryPoint}: the class needs {ParameterBinder.TypeName(parameter.ParameterType)} ('{parameter.Name}'), which the app '{app.Name}' does not register.");
            }
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 127 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
