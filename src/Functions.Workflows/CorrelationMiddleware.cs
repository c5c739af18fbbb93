using CryptoVault.Messaging;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace CryptoVault.Functions.Workflows;

/// <summary>
/// Gives every invocation a correlation id of its own, so that what a timer or a batch does can be found in the logs.
/// Functions that handle messages set each message's own id while they handle it.
/// </summary>
internal sealed class CorrelationMiddleware : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        Correlation.Set($"{context.FunctionDefinition.Name}-{context.InvocationId}");
        return next(context);
    }
}
