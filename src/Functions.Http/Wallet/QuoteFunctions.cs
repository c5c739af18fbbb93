using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Wallets.Withdrawals;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>What a withdrawal would cost.</summary>
public sealed class QuoteFunctions(QuoteWithdrawal quoteWithdrawal)
{
    /// <summary>Fees, bounds and precision of a withdrawal, and the most that a request would be taken for; with an amount also its total.</summary>
    [Function("QuoteWithdrawal"), Allow(Role.Customer, ReadKeys = true), Weight(2)]
    public Task<IResult> Quote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/wallet/withdrawals/quote")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<QuoteRequest, QuoteView>(
            async body =>
            {
                var caller = context.Caller();
                var command = new QuoteCommand(caller.UserId, caller.KycLevel, caller.SessionId, body.Asset, body.Network, body.Amount);
                return (await quoteWithdrawal.ExecuteAsync(command, context.CancellationToken)).Map(QuoteView.Of);
            },
            Answers.Ok);
}

internal sealed record QuoteRequest(string Asset, string Network, string? Amount = null);

internal sealed record QuoteView(
    string Asset, string Network, string NetworkFee, string ServiceFee, string Fee, string Minimum, string Maximum, int Precision, string Available,
    string MaxWithdrawable, string? Amount, string? Total, bool? IsPossible)
{
    public static QuoteView Of(WithdrawalQuote quote) => new(
        quote.Entry.Asset.Code, quote.Entry.Network, quote.Fee.Network.ToString(), quote.Fee.Service.ToString(), quote.Fee.Total.ToString(),
        quote.Entry.MinWithdrawal.ToString(), quote.Entry.MaxWithdrawal.ToString(), quote.Entry.Asset.WithdrawalScale, quote.Available.ToString(),
        quote.MaxWithdrawable.ToString(), quote.Amount?.ToString(), quote.Total?.ToString(), quote.Amount is { } amount ? amount <= quote.MaxWithdrawable : null);
}
