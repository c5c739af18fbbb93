using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Transfers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>Payments from customer to customer.</summary>
public sealed class TransferFunctions(RequestTransfer requestTransfer, ReadTransfers readTransfers, AssetCatalog assets, TimeProvider clock)
{
    private const string Routes = "api/v1/wallet/transfers";

    /// <summary>Whom and how much a transfer would pay: what the payer confirms.</summary>
    [Function("PreviewTransfer"), Allow(Role.Customer), Weight(5)]
    public Task<IResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/preview")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<TransferRequest, TransferPreviewView>(
            async body => (await requestTransfer.PreviewAsync(CommandOf(body, context), context.CancellationToken))
                .Map(preview => new TransferPreviewView(preview.Recipient.Shown, preview.Amount.Asset.Code, preview.Amount.ToString(), new Amount(0, preview.Amount.Asset).ToString())),
            Answers.Ok);

    /// <summary>Pays another customer, at once and finally; from a configured value on with a fresh proof of the second factor.</summary>
    [Function("RequestTransfer"), Allow(Role.Customer, Fresh = true), Weight(5)]
    public Task<IResult> RequestOne(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerOnceAsync<TransferRequest, TransferView>(
            "POST wallet/transfers",
            async (body, once) => (await requestTransfer.ExecuteAsync(CommandOf(body, context), once, context.CancellationToken))
                .Map(transfer => TransferView.Of(transfer, assets)),
            transfer => Answers.Created.At($"/{Routes}/{transfer.Id}"));

    /// <summary>The caller's payments to others, newest first. What others paid stands in the ledger entries.</summary>
    [Function("Transfers"), Allow(Role.Customer)]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<PageRequest, TransferView>(
            query => query.Page(),
            async page =>
            {
                var found = await readTransfers.ListAsync(context.Caller().UserId, page.Limit, page.Position, context.CancellationToken);
                return new ItemPage<TransferView>([.. found.Items.Select(transfer => TransferView.Of(transfer, assets))], found.Continuation);
            });

    /// <summary>One of the caller's payments to others.</summary>
    [Function("Transfer"), Allow(Role.Customer)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync(
            async () => ResourceIds.IsId(id)
                ? (await readTransfers.FindAsync(context.Caller().UserId, id, context.CancellationToken)).Map(transfer => TransferView.Of(transfer, assets))
                : new TransferNotFound(),
            view => Answers.Ok.WithETag(view.Id)); // it never changes

    private TransferCommand CommandOf(TransferRequest body, FunctionContext context) =>
        PaymentFunctions.CommandOf(context, clock.GetUtcNow()) with { To = body.To, Asset = body.Asset, Amount = body.Amount, Memo = body.Memo };
}

internal sealed record TransferRequest(string To, string Asset, string Amount, string? Memo = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        if (Memo is not null)
        {
            check.Text("/memo", Memo, 1, RequestTransfer.LongestMemo);
        }
    }
}

internal sealed record TransferPreviewView(string Recipient, string Asset, string Amount, string Fee);

internal sealed record TransferView(string Id, string Recipient, string Asset, string Amount, string? Memo, DateTimeOffset CreatedAt)
{
    public static TransferView Of(TransferDocument document, AssetCatalog assets) => new(
        document.TransferId, document.Payee.Shown ?? "", document.Asset, new Amount(document.Units, assets.Get(document.Asset)).ToString(), document.Memo.Shown,
        StoredTime.Parse(document.TransferTime));
}
