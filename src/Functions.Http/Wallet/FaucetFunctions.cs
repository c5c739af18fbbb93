using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Results;
using CryptoVault.Wallets.Deposits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>The development faucet.</summary>
public sealed class FaucetFunctions(SendTestFunds sendTestFunds)
{
    /// <summary>
    /// Sends test money over the simulated chain to the caller's own address. An Idempotency-Key is taken, not asked for:
    /// without one each call is a new transaction.
    /// </summary>
    [Function("Faucet"), Allow(Role.Customer), Weight(5)]
    public Task<IResult> Send(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/dev/faucet")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<FaucetRequest, FaucetView>(body => SendAsync(request, context, body), Answers.Accepted);

    private async Task<Result<FaucetView>> SendAsync(HttpRequest request, FunctionContext context, FaucetRequest body)
    {
        var key = request.Headers.ContainsKey("Idempotency-Key") ? request.IdempotencyKey() : (Result<string>?)null;
        if (key is { IsSuccess: false } wrong)
        {
            return wrong.Error!;
        }

        var sent = await sendTestFunds.ExecuteAsync(context.Caller().UserId, body.Asset, body.Amount, key?.Value, context.CancellationToken);
        return sent.Map(id => new FaucetView(id));
    }
}
