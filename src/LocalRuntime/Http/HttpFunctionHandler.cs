using CryptoVault.LocalRuntime.Hosting;
using CryptoVault.LocalRuntime.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CryptoVault.LocalRuntime.Http;

/// <summary>
/// Answers requests with one function: middleware, function, and then, outside of all middleware, the result, as
/// the real worker does. What is returned but is no <see cref="IResult"/> is an empty 200.
/// </summary>
internal sealed class HttpFunctionHandler(FunctionApp app, LocalFunction function)
{
    public async Task HandleAsync(HttpContext http)
    {
        var invocation = new Invocation(app, function, null, http, http.RequestAborted);
        http.Features.Set<IServiceProvidersFeature>(invocation);
        try
        {
            await app.RunAsync(invocation);
            if (invocation.Result is IResult result)
            {
                await result.ExecuteAsync(http);
            }
        }
        catch (Exception failure)
        {
            app.Note(invocation, failure);
            await FailAsync(http, invocation, failure);
        }
        finally
        {
            await invocation.DisposeAsync();
        }
    }

    private static async Task FailAsync(HttpContext http, Invocation invocation, Exception failure)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (failure is BadHttpRequestException refused && !http.Response.HasStarted)
        {
            await ProblemAnswer.WriteAsync(http, refused.StatusCode, null);
        }
        else if (http.Response.HasStarted)
        {
            http.Abort();
        }
        else
        {
            await ProblemAnswer.WriteAsync(http, StatusCodes.Status500InternalServerError, invocation.InvocationId);
        }
    }
}
