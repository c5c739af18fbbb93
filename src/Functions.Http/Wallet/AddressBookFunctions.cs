using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Results;
using CryptoVault.Wallets.AddressBook;
using CryptoVault.Wallets.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>The customer's address book, and what may still be withdrawn.</summary>
public sealed class AddressBookFunctions(ChangeAddressBook book, ReadLimits readLimits)
{
    private const string Routes = "api/v1/wallet/addresses";

    /// <summary>The addresses, newest first.</summary>
    [Function("Addresses"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(async () => (await book.ReadAsync(context.Caller().UserId, context.CancellationToken)).Map(AddressBookView.Of), Answers.Ok);

    /// <summary>Adds an address, with a fresh proof of the second factor; a mail asks to confirm it.</summary>
    [Function("AddAddress"), Allow(Role.Customer, Fresh = true, StepUp = true), Weight(5)]
    public Task<IResult> Add([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<AddressRequest, AddressView>(
            async body => (await book.AddAsync(
                new NewAddress(context.Caller().UserId, body.Network, body.Address, body.Label, body.Memo), context.CancellationToken)).Map(AddressView.Of),
            Answers.Created);

    /// <summary>Confirms an address by all that the link of the mail carries, without signing in.</summary>
    [Function("ConfirmAddress"), AllowAnonymous, Weight(5)]
    public Task<IResult> Confirm([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/confirm")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<AddressConfirmRequest, AddressView>(
            async body => (await book.ConfirmAsync(body.UserId, body.AddressId, body.Token, context.CancellationToken)).Map(AddressView.Of), Answers.Ok);

    /// <summary>Proves by a signed message that the wallet is the caller's own.</summary>
    [Function("ProveAddress"), Allow(Role.Customer, Fresh = true), Weight(10)]
    public Task<IResult> Prove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/{id}/proof")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<WalletProofRequest, AddressView>(
            async body => ResourceIds.IsId(id)
                ? (await book.ProveAsync(context.Caller().UserId, id, body.Signature, context.CancellationToken)).Map(AddressView.Of)
                : new AddressNotFound(),
            Answers.Ok);

    /// <summary>Removes an address, at once.</summary>
    [Function("RemoveAddress"), Allow(Role.Customer, Fresh = true)]
    public Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<Unit>(
            async () => ResourceIds.IsId(id) ? await book.RemoveAsync(context.Caller().UserId, id, context.CancellationToken) : new AddressNotFound(),
            Answers.NoContent);

    /// <summary>Switches "whitelist only" on at once, or off after seven days.</summary>
    [Function("SetWhitelistOnly"), Allow(Role.Customer, Fresh = true, StepUp = true)]
    public Task<IResult> SetWhitelistOnly(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes + "/whitelist-only")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<WhitelistOnlyRequest, AddressBookView>(
            async body => (await book.SetWhitelistOnlyAsync(context.Caller().UserId, body.Enabled, context.CancellationToken)).Map(AddressBookView.Of), Answers.Ok);

    /// <summary>What is left of the caller's limits, and what is in the way of a withdrawal.</summary>
    [Function("WithdrawalLimits"), Allow(Role.Customer, ReadKeys = true)]
    public Task<IResult> Limits([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/wallet/limits")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            async () =>
            {
                var caller = context.Caller();
                return (await readLimits.ExecuteAsync(caller.UserId, caller.KycLevel, caller.SessionId, context.CancellationToken)).Map(LimitsView.Of);
            },
            Answers.Ok);
}
