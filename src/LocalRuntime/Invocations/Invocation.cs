using System.Diagnostics;
using CryptoVault.Ids;
using CryptoVault.LocalRuntime.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalRuntime.Invocations;

/// <summary>
/// One execution of a function. It is also the provider of the request's services, as on the real worker, where
/// the HTTP context's services are the invocation's. What few functions ask for is made when it is asked for.
/// </summary>
internal sealed class Invocation : FunctionContext, IServiceProvidersFeature, IAsyncDisposable
{
    /// <summary>The key of the HTTP context among the items, as in ASP.NET Core integration.</summary>
    public const string HttpContextKey = "HttpRequestContext";

    private string? invocationId;
    private AsyncServiceScope? scope;
    private IServiceProvider? services;
    private IDictionary<object, object>? items;
    private InvocationFeatures? features;
    private InvocationBindingContext? bindings;
    private InvocationTraceContext? trace;
    private bool failed;

    public Invocation(FunctionApp app, LocalFunction function, object? trigger, HttpContext? http, CancellationToken cancellation)
    {
        App = app;
        Function = function;
        Trigger = trigger;
        HttpContext = http;
        CancellationToken = cancellation;
    }

    public FunctionApp App { get; }

    public LocalFunction Function { get; }

    /// <summary>What the trigger hands to its parameter; for HTTP the HTTP context has it.</summary>
    public object? Trigger { get; }

    public HttpContext? HttpContext { get; }

    /// <summary>What the function returned, or what middleware put in its place.</summary>
    public object? Result { get; set; }

    public RetryContext Retry { get; init; } = InvocationRetry.None;

    public override string InvocationId => invocationId ??= App.Services.GetRequiredService<IIds>().New();

    public override string FunctionId => Function.Definition.Id;

    public override TraceContext TraceContext => trace ??= new InvocationTraceContext(HttpContext);

    public override BindingContext BindingContext => bindings ??= new InvocationBindingContext(this);

    public override RetryContext RetryContext => Retry;

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override CancellationToken CancellationToken { get; }

    public override IServiceProvider InstanceServices
    {
        get
        {
            if (services is null)
            {
                scope = App.Services.CreateAsyncScope();
                services = scope.Value.ServiceProvider;
            }

            return services;
        }

        set => services = value;
    }

    IServiceProvider IServiceProvidersFeature.RequestServices
    {
        get => InstanceServices;
        set => InstanceServices = value;
    }

    public override IDictionary<object, object> Items
    {
        get
        {
            if (items is null)
            {
                items = new Dictionary<object, object>();
                if (HttpContext is not null)
                {
                    items.Add(HttpContextKey, HttpContext);
                }
            }

            return items;
        }

        set => items = value;
    }

    public override IInvocationFeatures Features => features ??= new InvocationFeatures(this);

    /// <summary>Notes that the invocation failed; false when that was noted before.</summary>
    public bool TryFail()
    {
        var isFirst = !failed;
        failed = true;
        return isFirst;
    }

    public ValueTask DisposeAsync() => scope is { } made ? made.DisposeAsync() : default;
}

internal sealed class HeldInvocationResult(Invocation invocation) : InvocationResult
{
    public override object? Value
    {
        get => invocation.Result;
        set => invocation.Result = value;
    }
}

internal sealed class InvocationRetry(int count, int most) : RetryContext
{
    public static InvocationRetry None { get; } = new(0, 0);

    public override int RetryCount => count;

    public override int MaxRetryCount => most;
}

internal sealed class InvocationTraceContext(HttpContext? http) : TraceContext
{
    public override string TraceParent { get; } = Activity.Current?.Id ?? http?.Request.Headers.TraceParent.ToString() ?? string.Empty;

    public override string TraceState { get; } = Activity.Current?.TraceStateString ?? http?.Request.Headers.TraceState.ToString() ?? string.Empty;
}
