using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Idempotency;
using CryptoVault.Wallets.Custody;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>Where the custody provider says that something happened.</summary>
public sealed class CustodyWebhookFunctions(ReceiveCustodyWebhook receiveCustodyWebhook)
{
    private const string Route = "api/v1/webhooks/custody";

    /// <summary>
    /// A wake-up: what it is about is asked of custody itself. Signed by X-Signature over X-Timestamp, Idempotency-Key and the
    /// body.
    /// </summary>
    [Function("CustodyWebhook"), AllowAnonymous, Weight(5)]
    public Task<IResult> Receive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request, FunctionContext context) =>
        request.AnswerOnceAsync<CustodyWebhookRequest, Results.Unit>(
            $"POST {Route}",
            (body, once) => receiveCustodyWebhook.ExecuteAsync(body.ToWebhook(request, once), context.CancellationToken),
            _ => Answers.NoContent);
}

internal sealed record CustodyWebhookRequest(string Network, CustodyNews News, string? WithdrawalId = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/network", Network, 1, 32);
        check.Id("/withdrawalId", WithdrawalId);
    }

    public CustodyWebhook ToWebhook(HttpRequest request, IdempotencyRequest once) =>
        new(Network, News, WithdrawalId, once, request.Headers["X-Timestamp"], request.Headers["X-Signature"]);
}
