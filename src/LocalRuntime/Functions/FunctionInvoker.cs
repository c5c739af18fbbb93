using System.Linq.Expressions;
using System.Reflection;
using CryptoVault.LocalRuntime.Invocations;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalRuntime.Functions;

/// <summary>
/// Calls a function's method: makes the class's instance, binds the parameters, awaits the result. Everything is
/// compiled into delegates at the first call; nothing is reflected after that.
/// </summary>
internal sealed class FunctionInvoker(LocalFunction function, ParameterBinder binder)
{
    private static readonly MethodInfo AwaitTask = typeof(FunctionInvoker).GetMethod(nameof(FromTask), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo AwaitTaskOf = typeof(FunctionInvoker).GetMethod(nameof(FromTaskOf), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConstructorInfo Completed = typeof(ValueTask<object?>).GetConstructor([typeof(object)])!;

    private Func<object?, Invocation, ValueTask<object?>>? call;
    private ObjectFactory? create;

    /// <summary>Invokes the function and puts what it returned into the invocation's result.</summary>
    public Task InvokeAsync(Invocation invocation)
    {
        var method = call ?? Compile();
        var instance = create?.Invoke(invocation.InstanceServices, null);
        var pending = method(instance, invocation);
        if (!pending.IsCompletedSuccessfully)
        {
            return CompleteAsync(pending, invocation);
        }

        invocation.Result = pending.Result;
        return Task.CompletedTask;
    }

    /// <summary>Compiles ahead of the first call.</summary>
    public void Warm() => _ = call ?? Compile();

    private static async Task CompleteAsync(ValueTask<object?> pending, Invocation invocation) => invocation.Result = await pending;

    private Func<object?, Invocation, ValueTask<object?>> Compile()
    {
        var method = function.Method;
        var instance = Expression.Parameter(typeof(object), "instance");
        var invocation = Expression.Parameter(typeof(Invocation), "invocation");
        var arguments = method.GetParameters().Select(p => binder.Bind(function, p, invocation)
            ?? throw new InvalidOperationException($"Parameter '{p.Name}' of {function.EntryPoint} cannot be bound."));
        var target = method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!);
        var result = Adapt(Expression.Call(target, method, arguments), method.ReturnType);
        if (!method.IsStatic)
        {
            create = ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
        }

        var compiled = Expression.Lambda<Func<object?, Invocation, ValueTask<object?>>>(result, instance, invocation).Compile();
        Volatile.Write(ref call, compiled);
        return compiled;
    }

    private static Expression Adapt(MethodCallExpression call, Type returns)
    {
        if (returns == typeof(void))
        {
            return Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)));
        }

        if (returns == typeof(Task))
        {
            return Expression.Call(AwaitTask, call);
        }

        return returns.IsGenericType && returns.GetGenericTypeDefinition() == typeof(Task<>)
            ? Expression.Call(AwaitTaskOf.MakeGenericMethod(returns.GetGenericArguments()), call)
            : Expression.New(Completed, Expression.Convert(call, typeof(object)));
    }

    private static ValueTask<object?> FromTask(Task task)
    {
        return task.IsCompletedSuccessfully ? default : Slow(task);

        static async ValueTask<object?> Slow(Task task)
        {
            await task;
            return null;
        }
    }

    private static ValueTask<object?> FromTaskOf<T>(Task<T> task)
    {
        return task.IsCompletedSuccessfully ? new ValueTask<object?>(task.Result) : Slow(task);

        static async ValueTask<object?> Slow(Task<T> task) => await task;
    }
}
