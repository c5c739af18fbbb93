using CryptoVault.Accounts;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>Keys for programs.</summary>
public sealed class ApiKeyFunctions(CreateApiKey create, OwnApiKeys own, AssetCatalog assets)
{
    private const string Routes = "api/v1/api-keys";

    /// <summary>The caller's keys, oldest first.</summary>
    [Function("ApiKeys"), Allow(Role.Customer)]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<NoQuery, ApiKeyView>(
            _ => NoQuery.Instance,
            async _ => (await own.ListAsync(context.Caller(), context.CancellationToken)).Map(keys => new ItemPage<ApiKeyView>([.. keys.Select(key => ApiKeyView.Of(key, assets))], null)));

    /// <summary>Makes a key; its secret is told this once.</summary>
    [Function("CreateApiKey"), Allow(Role.Customer, StepUp = true), Weight(10)]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes)] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ApiKeyRequest, ApiKeyView>(
            async body => (await create.ExecuteAsync(context.Caller(), body.ToCommand(), context.CancellationToken)).Map(key => ApiKeyView.Of(key, assets)),
            view => Answers.Created.At($"/{Routes}/{view.Id}"));

    /// <summary>Deletes a key; it is refused from the next request on.</summary>
    [Function("DeleteApiKey"), Allow(Role.Customer, StepUp = true)]
    public Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes + "/{id}")] HttpRequest request, string id, FunctionContext context) =>
        request.AnswerAsync<Unit>(
            async () => ResourceIds.IsId(id) ? await own.DeleteAsync(context.Caller(), id, context.CancellationToken) : new ApiKeyNotFound(), Answers.NoContent);
}
