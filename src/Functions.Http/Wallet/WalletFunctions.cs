using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Money;
using CryptoVault.Wallets.Balances;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>What a customer has, what moved, and how money comes in.</summary>
public sealed class WalletFunctions(
    ReadBalances readBalances, ReadEntries readEntries, GetDepositAddress getDepositAddress, IBankRail bank, ReadDeposits readDeposits, AssetCatalog assets)
{
    /// <summary>The balances of all assets.</summary>
    [Function("Balances"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Balances(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/wallet/balances")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<BalanceList>(
            async () => new BalanceList([.. (await readBalances.ListAsync(context.Caller().UserId, context.CancellationToken)).Select(BalanceView.Of)]),
            Answers.Ok);

    /// <summary>What moved on the accounts, newest first.</summary>
    [Function("Entries"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Entries(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/wallet/entries")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<(string? Asset, PageRequest Page), EntryView>(
            query => (query.OneOf("asset", null, [.. assets.All.Select(asset => asset.Code)]), query.Page()),
            async asked =>
            {
                var page = await readEntries.ListAsync(
                    context.Caller().UserId, asked.Asset, asked.Page.Limit, asked.Page.Position, context.CancellationToken);
                return new ItemPage<EntryView>([.. page.Items.Select(EntryView.Of)], page.Position);
            });

    /// <summary>The caller's address for an asset and network: the same one each time. Of a bank's network the reference, and the account to pay to with it.</summary>
    [Function("DepositAddress"), Allow(Role.Customer)]
    public Task<IResult> DepositAddress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/wallet/deposit-addresses")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<DepositAddressRequest, DepositAddressView>(
            async body =>
            {
                var found = await getDepositAddress.ExecuteAsync(context.Caller().UserId, body.Asset, body.Network, context.CancellationToken);
                var account = found.IsSuccess && NetworkNames.IsBank(body.Network) ? await bank.FindAccountAsync(body.Network, context.CancellationToken) : null;
                return found.Map(address => DepositAddressView.Of(address, account));
            },
            Answers.Ok);

    /// <summary>The caller's deposits, newest first.</summary>
    [Function("Deposits"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Deposits(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/wallet/deposits")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<PageRequest, DepositView>(
            query => query.Page(),
            async page =>
            {
                var found = await readDeposits.ListAsync(context.Caller().UserId, page.Limit, page.Position, context.CancellationToken);
                return new ItemPage<DepositView>([.. found.Items.Select(deposit => DepositView.Of(deposit, assets))], found.Continuation);
            });
}
