using CryptoVault.LocalRuntime.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>One functions app: its services, its middleware, its functions.</summary>
internal sealed class FunctionApp : IAsyncDisposable
{
    private readonly FunctionExecutionDelegate pipeline;
    private readonly ILogger logger;
    private readonly TimeProvider clock;

    public FunctionApp(string name, ServiceProvider services, IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware, TimeProvider clock)
    {
        Name = name;
        Services = services;
        this.clock = clock;
        logger = services.GetRequiredService<ILoggerFactory>().CreateLogger($"CryptoVault.App.{name}");
        FunctionExecutionDelegate innermost = static context => ((Invocation)context).Function.Invoker.InvokeAsync((Invocation)context);
        pipeline = middleware.Reverse().Aggregate(innermost, (next, wrap) => wrap(next));
    }

    public string Name { get; }

    public ServiceProvider Services { get; }

    public IReadOnlyList<LocalFunction> Functions { get; set; } = [];

    /// <summary>Runs middleware and function. The result is in the invocation; the caller notes a failure.</summary>
    public Task RunAsync(Invocation invocation)
    {
        invocation.Function.Statistics.Began(clock.GetUtcNow());
        return pipeline(invocation);
    }

    /// <summary>Invokes a function that has no HTTP trigger, in a log scope of its own.</summary>
    /// <returns>What the function returned.</returns>
    public async Task<object?> InvokeAsync(Invocation invocation)
    {
        using var scope = logger.BeginScope(new InvocationScope(invocation));
        await using (invocation)
        {
            try
            {
                await RunAsync(invocation);
                return invocation.Result;
            }
            catch (Exception failure)
            {
                Note(invocation, failure);
                throw;
            }
        }
    }

    /// <summary>Invokes a function that has no HTTP trigger.</summary>
    public Task<object?> InvokeAsync(LocalFunction function, object? trigger, CancellationToken cancellation) =>
        InvokeAsync(new Invocation(this, function, trigger, null, cancellation));

    public ValueTask DisposeAsync() => Services.DisposeAsync();

    /// <summary>Counts and logs a failure. That a client went away or sent no proper request is none of the function's.</summary>
    public void Note(Invocation invocation, Exception failure)
    {
        var http = invocation.HttpContext;
        if (http is not null && (failure is BadHttpRequestException || failure is OperationCanceledException && http.RequestAborted.IsCancellationRequested))
        {
            logger.LogDebug(failure, "{Function} was not finished ({InvocationId}).", invocation.Function.Name, invocation.InvocationId);
            return;
        }

        invocation.Function.Statistics.Failed(clock.GetUtcNow(), invocation.InvocationId, failure);
        logger.LogError(failure, "{Function} failed ({InvocationId}).", invocation.Function.Name, invocation.InvocationId);
    }
}
