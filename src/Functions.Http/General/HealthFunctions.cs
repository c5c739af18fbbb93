using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Results;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Functions.Http.General;

/// <summary>What load balancers and operators ask.</summary>
public sealed class HealthFunctions(IDocumentStore store, TimeProvider clock, ILogger<HealthFunctions> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The process answers.</summary>
    [Function("HealthLive"), AllowAnonymous, Weight(0)]
    public Task<IResult> Live(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        request.AnswerAsync(() => Task.FromResult<Result<HealthView>>(new HealthView("live")), Answers.Ok);

    /// <summary>The process can serve: its store answers.</summary>
    [Function("HealthReady"), AllowAnonymous, Weight(0)]
    public Task<IResult> Ready(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request) =>
        request.AnswerAsync(() => ReadyAsync(request.HttpContext.RequestAborted), Answers.Ok);

    private async Task<Result<HealthView>> ReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await store.ReadAsync("system", "health", "probe", cancellation).AsTask().WaitAsync(Patience, clock, cancellation);
            return new HealthView("ready");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning(exception, "Not ready: the store does not answer.");
            return new ServiceUnavailable("The store does not answer.", TimeSpan.FromSeconds(5));
        }
    }
}
