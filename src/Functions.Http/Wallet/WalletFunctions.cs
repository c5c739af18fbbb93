using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Wallets;
using CryptoVault.Wallets.Balances;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>What a customer has, what moved, and how money comes in.</summary>
public sealed class WalletFunctions(
    ValueBalances valueBalances, ReadEntries readEntries, GetDepositAddress getDepositAddress, PaymentUris paymentUris, IBankRail bank, ReadDeposits readDeposits,
    AssetCatalog assets, TimeProvider clock)
{
    /// <summary>The balances of all assets, with what they are worth at the newest reference prices.</summary>
    [Function("Balances"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Balances(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/wallet/balances")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<BalanceList>(
            async () => BalanceList.Of(await valueBalances.ListAsync(context.Caller().UserId, context.CancellationToken)), Answers.Ok);

    /// <summary>What moved on the accounts: a page, newest first; or as CSV all of a time, oldest first.</summary>
    [Function("Entries"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Entries(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/wallet/entries")] HttpRequest request, FunctionContext context)
    {
        var userId = context.Caller().UserId;
        return CsvAnswer.IsAsked(request)
            ? request.AnswerCsvAsync(
                query => EntryRows.BoundedBy(clock.GetUtcNow(), FilterOf(query)),
                filter => EntryRows.Answer(cancellation => readEntries.ReadAllAsync(userId, filter, cancellation)))
            : request.AnswerListAsync<(EntryFilter Filter, PageRequest Page), EntryView>(
                query => (FilterOf(query), query.Page()),
                async asked =>
                {
                    var page = await readEntries.ListAsync(userId, asked.Filter, asked.Page.Limit, asked.Page.Position, context.CancellationToken);
                    return new ItemPage<EntryView>([.. page.Items.Select(EntryView.Of)], page.Position);
                });
    }

    /// <summary>
    /// The caller's address for an asset and network: the same one each time, with the payment link for wallets and its QR
    /// code. Of a bank's network the reference, and the account to pay to with it.
    /// </summary>
    [Function("DepositAddress"), Allow(Role.Customer)]
    public Task<IResult> DepositAddress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/wallet/deposit-addresses")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<DepositAddressRequest, DepositAddressView>(
            async body =>
            {
                var found = await getDepositAddress.WithPaymentUriAsync(
                    context.Caller().UserId, body.Asset, body.Network, body.Amount, paymentUris, context.CancellationToken);
                var account = found.IsSuccess && NetworkNames.IsBank(body.Network) ? await bank.FindAccountAsync(body.Network, context.CancellationToken) : null;
                return found.Map(address => account is null ? DepositAddressView.Of(address) : DepositAddressView.Of(address, account));
            },
            Answers.Ok);

    /// <summary>The caller's deposits, newest first.</summary>
    [Function("Deposits"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Deposits(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/wallet/deposits")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<(MovementFilter<DepositStatus> Filter, PageRequest Page), DepositView>(
            query => (query.Movements<DepositStatus>(assets), query.Page()),
            async asked =>
            {
                var found = await readDeposits.ListAsync(context.Caller().UserId, asked.Filter, asked.Page.Limit, asked.Page.Position, context.CancellationToken);
                return new ItemPage<DepositView>([.. found.Items.Select(deposit => DepositView.Of(deposit, assets))], found.Position);
            });

    private EntryFilter FilterOf(QueryReader query)
    {
        query.OneOf("format", "json", "json", "csv");
        return new EntryFilter { Asset = query.Asset(assets), Kind = query.OneOf("kind", null, EntryFilter.Kinds), Time = query.Times() };
    }
}
