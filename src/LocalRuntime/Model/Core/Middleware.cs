namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Goes on with an invocation.</summary>
/// <param name="context">The invocation.</param>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

/// <summary>Runs around each invocation of an app's functions. One instance serves all invocations.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Handles an invocation.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="next">Goes on with the next middleware, at last the function.</param>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
