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
        FunctionExecutionDelegate innermost = context => CallAsync((Invocation)context);
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

    /// <summary>Logs a failure that nobody handled. That a client went away or sent no proper request is none of the function's.</summary>
    public void Note(Invocation invocation, Exception failure)
    {
        if (IsOfTheClient(invocation, failure))
        {
            logger.LogDebug(failure, "{Function} was not finished ({InvocationId}).", invocation.Function.Name, invocation.InvocationId);
            return;
        }

        Count(invocation, failure);
        logger.LogError(failure, "{Function} failed ({InvocationId}).", invocation.Function.Name, invocation.InvocationId);
    }

    /// <summary>The function itself, inside of all middleware; a failure counts even when middleware makes an answer of it.</summary>
    private Task CallAsync(Invocation invocation)
    {
        Task running;
        try
        {
            running = invocation.Function.Invoker.InvokeAsync(invocation);
        }
        catch (Exception failure)
        {
            Count(invocation, failure);
            throw;
        }

        return running.IsCompletedSuccessfully ? running : WatchAsync(running, invocation);
    }

    private async Task WatchAsync(Task running, Invocation invocation)
    {
        try
        {
            await running;
        }
        catch (Exception failure)
        {
            Count(invocation, failure);
            throw;
        }
    }

    private void Count(Invocation invocation, Exception failure)
    {
        if (!IsOfTheClient(invocation, failure) && invocation.TryFail())
        {
            invocation.Function.Statistics.Failed(clock.GetUtcNow(), invocation.InvocationId, failure);
        }
    }

    private static bool IsOfTheClient(Invocation invocation, Exception failure) =>
        invocation.HttpContext is { } http
        && (failure is BadHttpRequestException || failure is OperationCanceledException && http.RequestAborted.IsCancellationRequested);
}
