using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Money;
using CryptoVault.Wallets.Transfers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>Payment codes and requests for money.</summary>
public sealed class PaymentFunctions(PaymentCodes codes, PaymentRequests requests, PayRequest payRequest, AssetCatalog assets, TimeProvider clock)
{
    private const string CodeRoute = "api/v1/wallet/payment-code";
    private const string Routes = "api/v1/wallet/payment-requests";

    /// <summary>The caller's payment code: others pay to it without knowing the caller's address.</summary>
    [Function("PaymentCode"), Allow(Role.Customer)]
    public Task<IResult> FindCode([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = CodeRoute)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(async () => (await codes.FindAsync(context.Caller().UserId, context.CancellationToken)).Map(PaymentCodeView.Of), Answers.Ok);

    /// <summary>Makes a new payment code; the one before is good no more.</summary>
    [Function("ReplacePaymentCode"), Allow(Role.Customer, Fresh = true), Weight(5)]
    public Task<IResult> ReplaceCode([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = CodeRoute)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            async () => (await codes.ReplaceAsync(context.Caller().UserId, context.CancellationToken)).Map(PaymentCodeView.Of), Answers.Created.At($"/{CodeRoute}"));

    /// <summary>Takes the payment code back.</summary>
    [Function("RevokePaymentCode"), Allow(Role.Customer, Fresh = true)]
    public Task<IResult> RevokeCode([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = CodeRoute)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(() => codes.RevokeAsync(context.Caller().UserId, context.CancellationToken), Answers.NoContent);

    /// <summary>Asks for money: gives a link that one customer can pay once.</summary>
    [Function("CreatePaymentRequest"), Allow(Role.Customer, Fresh = true), Weight(5)]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerOnceAsync<PaymentRequestRequest, OwnPaymentRequestView>(
            "POST wallet/payment-requests",
            async (body, once) => (await requests.CreateAsync(
                new PaymentRequestCommand(context.Caller().UserId, body.Asset, body.Amount, body.Memo, body.ExpiresInHours), once, context.CancellationToken))
                .Map(made => OwnPaymentRequestView.Of(made, assets, clock.GetUtcNow())),
            made => Answers.Created.At(made.Link));

    /// <summary>The caller's requests for money, newest first.</summary>
    [Function("PaymentRequests"), Allow(Role.Customer)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<PageRequest, OwnPaymentRequestView>(
            query => query.Page(),
            async page =>
            {
                var found = await requests.ListAsync(context.Caller().UserId, page.Limit, page.Position, context.CancellationToken);
                return new ItemPage<OwnPaymentRequestView>([.. found.Items.Select(one => OwnPaymentRequestView.Of(one, assets, clock.GetUtcNow()))], found.Continuation);
            });

    /// <summary>What a link asks for, and the masked address of who asks; for every customer who has the link.</summary>
    [Function("PaymentRequest"), Allow(Role.Customer), Weight(5)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/{code}")] HttpRequest request, string code, FunctionContext context) =>
        request.AnswerAsync(async () => (await requests.FindAsync(code, context.CancellationToken)).Map(found => PaymentRequestView.Of(found, assets)), Answers.Ok);

    /// <summary>Pays what a link asks for, under the rules of payments.</summary>
    [Function("PayPaymentRequest"), Allow(Role.Customer, Fresh = true), Weight(5)]
    public Task<IResult> Pay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/{code}/pay")] HttpRequest request, string code, FunctionContext context) =>
        request.AnswerOnceAsync<PayRequestRequest, TransferView>(
            "POST wallet/payment-requests/pay",
            async (_, once) => (await payRequest.ExecuteAsync(code, CommandOf(context, clock.GetUtcNow()), once, context.CancellationToken))
                .Map(transfer => TransferView.Of(transfer, assets)),
            transfer => Answers.Created.At($"/api/v1/wallet/transfers/{transfer.Id}"));

    /// <summary>Takes one of the caller's requests back.</summary>
    [Function("CancelPaymentRequest"), Allow(Role.Customer, Fresh = true)]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes + "/{code}")] HttpRequest request, string code, FunctionContext context) =>
        request.AnswerAsync(
            async () => (await requests.CancelAsync(context.Caller().UserId, code, context.CancellationToken)).Map(_ => Results.Unit.Value), Answers.NoContent);

    /// <summary>Who pays; the rest is filled in.</summary>
    internal static TransferCommand CommandOf(FunctionContext context, DateTimeOffset now)
    {
        var caller = context.Caller();
        return new TransferCommand(caller.UserId, caller.KycLevel, "", "", "", null)
        {
            SessionId = caller.SessionId, HasSecondFactor = caller.HasSecondFactor, HasStepUp = caller.HasStepUp(now),
        };
    }
}
