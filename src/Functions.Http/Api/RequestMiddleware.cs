using CryptoVault.Audit;
using CryptoVault.Blobs;
using CryptoVault.Functions.Http.Api.Limits;
using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Ids;
using CryptoVault.Messaging;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Http.Api;

/// <summary>
/// Around every HTTP function: the correlation id in logs, commits and answer; the headers that every answer has;
/// and what escapes as an exception becomes a problem answer that tells nothing of the inside.
/// </summary>
internal sealed class RequestMiddleware(IIds ids, ClientAddresses addresses, AuditOriginBox origins, ThreatSensor threats, ILogger<RequestMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var correlation = CorrelationIds.Of(http.Request) ?? ids.New();
        Correlation.Set(correlation);
        new AuditOrigin(origins, addresses.Of(http)).Engage();
        var headers = http.Response.Headers;
        headers[CorrelationIds.Header] = correlation;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        if (addresses.IsSecure(http))
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        using var scope = logger.BeginScope(new CorrelationScope(correlation));
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            context.GetInvocationResult().Value = new ProblemAnswer(ErrorOf(exception, http, context));
        }

        if (context.GetInvocationResult().Value is ProblemAnswer refused)
        {
            threats.Refused(http, refused.Error);
        }
    }

    private Error ErrorOf(Exception exception, HttpContext http, FunctionContext context)
    {
        switch (exception)
        {
            case StoreException store:
                logger.LogWarning(store, "The store could not serve {Function}.", context.FunctionDefinition.Name);
                return new ServiceUnavailable("The service cannot answer now. Repeat the same request.", store.RetryAfter ?? TimeSpan.FromSeconds(1));
            case BlobStoreException { Failure: BlobFailure.Unavailable } blobs:
                logger.LogWarning(blobs, "The blobs could not serve {Function}.", context.FunctionDefinition.Name);
                return new ServiceUnavailable("The service cannot answer now. Repeat the same request.", TimeSpan.FromSeconds(5));
            case ServiceKeysException keys:
                logger.LogWarning(keys, "The keeper of keys could not serve {Function}.", context.FunctionDefinition.Name);
                return new ServiceUnavailable("The service cannot answer now. Repeat the same request.", TimeSpan.FromSeconds(5));
            case BadHttpRequestException bad:
                logger.LogDebug(bad, "A malformed request for {Function}.", context.FunctionDefinition.Name);
                return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? new BodyTooLarge() : new MalformedRequest();
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                return new ClientGone();
            default:
                logger.LogError(exception, "{Function} failed.", context.FunctionDefinition.Name);
                return new InternalError();
        }
    }
}
