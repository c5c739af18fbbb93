using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets;
using CryptoVault.Wallets.Withdrawals;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>How money goes out.</summary>
public sealed class WithdrawalFunctions(
    RequestWithdrawal requestWithdrawal, ConfirmWithdrawal confirmWithdrawal, CancelWithdrawal cancelWithdrawal, ReadWithdrawals readWithdrawals,
    ResendConfirmation resendConfirmation, AssetCatalog assets)
{
    private const string Routes = "api/v1/wallet/withdrawals";

    /// <summary>Asks for a withdrawal, with a fresh proof of the second factor or by an API key; its amount and fee are held.</summary>
    [Function("RequestWithdrawal"), Allow(Role.Customer, Fresh = true, StepUp = true, WithdrawKeys = true), Weight(5)]
    public Task<IResult> RequestOne(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerOnceAsync<WithdrawalRequest, WithdrawalView>(
            "POST wallet/withdrawals",
            async (body, once) =>
            {
                var caller = context.Caller();
                return View(await requestWithdrawal.ExecuteAsync(
                    new RequestWithdrawalCommand(caller.UserId, caller.KycLevel, body.Asset, body.Network, body.Address, body.Amount, once)
                    {
                        SessionId = caller.ApiKeyId is null ? caller.SessionId : null,
                        ApiKeyId = caller.ApiKeyId,
                        TravelRule = body.TravelRule?.ToData(),
                    },
                    context.CancellationToken));
            },
            withdrawal => Answers.Created.At($"/{Routes}/{withdrawal.Id}"));

    /// <summary>The caller's withdrawals, newest first.</summary>
    [Function("Withdrawals"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<(MovementFilter<WithdrawalStatus> Filter, PageRequest Page), WithdrawalView>(
            query => (query.Movements<WithdrawalStatus>(assets), query.Page()),
            async asked =>
            {
                var found = await readWithdrawals.ListAsync(context.Caller().UserId, asked.Filter, asked.Page.Limit, asked.Page.Position, context.CancellationToken);
                return new ItemPage<WithdrawalView>([.. found.Items.Select(withdrawal => WithdrawalView.Of(withdrawal, assets))], found.Position);
            });

    /// <summary>One of the caller's withdrawals.</summary>
    [Function("Withdrawal"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            async () => Reference(context, id) is { IsSuccess: true } withdrawal
                ? View(await readWithdrawals.FindAsync(withdrawal.Value, context.CancellationToken))
                : new WithdrawalNotFound(),
            view => Answers.Ok.WithETag($"{view.Status}-{view.UpdatedAt.UtcTicks}"));

    /// <summary>Confirms with the token from the mail.</summary>
    [Function("ConfirmWithdrawal"), Allow(Role.Customer, Fresh = true)]
    public Task<IResult> Confirm(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/{id}/confirm")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<ConfirmRequest, WithdrawalView>(
            async body => Reference(context, id) is { IsSuccess: true } withdrawal
                ? View(await confirmWithdrawal.ExecuteAsync(withdrawal.Value, body.Token, context.CancellationToken))
                : new WithdrawalNotFound(),
            Answers.Ok);

    /// <summary>Confirms by all that the link of the mail carries, without signing in.</summary>
    [Function("ConfirmWithdrawalByLink"), AllowAnonymous, Weight(5)]
    public Task<IResult> ConfirmByLink(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/confirm")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ConfirmByLinkRequest, WithdrawalView>(
            async body => View(await confirmWithdrawal.ExecuteAsync(new WithdrawalReference(body.UserId, body.WithdrawalId), body.Token, context.CancellationToken)),
            Answers.Ok);

    /// <summary>What the link of the mail is about, for the page that asks to confirm it. Looking confirms nothing.</summary>
    [Function("WithdrawalByLink"), AllowAnonymous, Weight(5)]
    public Task<IResult> FindByLink(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/confirmation")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ConfirmByLinkRequest, WithdrawalView>(
            async body => View(await readWithdrawals.FindByTokenAsync(new WithdrawalReference(body.UserId, body.WithdrawalId), body.Token, context.CancellationToken)),
            Answers.Ok);

    /// <summary>Sends the mail that asks to confirm again; the token of the one before is good no longer.</summary>
    [Function("ResendWithdrawalConfirmation"), Allow(Role.Customer, Fresh = true), Weight(5)]
    public Task<IResult> Resend(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/{id}/resend-confirmation")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            async () => Reference(context, id) is { IsSuccess: true } withdrawal
                ? View(await resendConfirmation.ExecuteAsync(withdrawal.Value, context.CancellationToken))
                : new WithdrawalNotFound(),
            Answers.Ok);

    /// <summary>Cancels, as long as it is not with custody.</summary>
    [Function("CancelWithdrawal"), Allow(Role.Customer, Fresh = true)]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            async () => Reference(context, id) is { IsSuccess: true } withdrawal
                ? View(await cancelWithdrawal.ExecuteAsync(withdrawal.Value, context.CancellationToken))
                : new WithdrawalNotFound(),
            Answers.Ok);

    /// <summary>The withdrawal that a route names, of the caller: another's is not found.</summary>
    private static Result<WithdrawalReference> Reference(FunctionContext context, string id) =>
        ResourceIds.IsId(id) ? new WithdrawalReference(context.Caller().UserId, id) : new WithdrawalNotFound();

    private Result<WithdrawalView> View(Result<WithdrawalDocument> withdrawal) => withdrawal.Map(document => WithdrawalView.Of(document, assets));
}
