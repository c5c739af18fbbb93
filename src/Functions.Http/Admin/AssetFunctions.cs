using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Results;
using CryptoVault.Wallets.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Admin;

/// <summary>Which assets there are and how they move: for admins to change.</summary>
public sealed class AssetFunctions(AssetDirectory directory, ChangeAssets changeAssets)
{
    private const string One = "api/v1/admin/assets/{code}";

    /// <summary>All assets and networks, with the version that a change must name.</summary>
    [Function("AssetDirectory"), Allow(Role.Admin, Role.Treasury, Role.Auditor)]
    public Task<IResult> All([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/assets")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<AssetDirectoryView>(
            async () => AssetDirectoryView.Of(await directory.ReadAsync(context.CancellationToken)), view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>Adds an asset; it moves over no network yet. The version in If-Match must be the present one.</summary>
    [Function("AddAsset"), Allow(Role.Admin)]
    public Task<IResult> Add([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/assets")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<AddAssetRequest, AssetDirectoryView>(
            body => ChangeAsync(request, context, body.Reason, change => changeAssets.AddAsync(change, body.ToEntry(), context.CancellationToken)),
            view => Answers.Created.WithETag($"{view.Version}"));

    /// <summary>Changes how an asset is shown, or disables it on all networks at once. The version in If-Match must be the present one.</summary>
    [Function("ChangeAsset"), Allow(Role.Admin)]
    public Task<IResult> Change([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = One)] HttpRequest request, string code, FunctionContext context) =>
        request.AnswerAsync<ChangeAssetRequest, AssetDirectoryView>(
            body => ChangeAsync(request, context, body.Reason, change => changeAssets.SetAsync(change, code, body.ToTerms(), context.CancellationToken)),
            view => Answers.Ok.WithETag($"{view.Version}"));

    /// <summary>
    /// Says how an asset moves over a network: minimums, fee, confirmations, and whether deposits and withdrawals are open. The
    /// version in If-Match must be the present one.
    /// </summary>
    [Function("SetAssetNetwork"), Allow(Role.Admin)]
    public Task<IResult> SetNetwork(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One + "/networks/{network}")] HttpRequest request, string code, string network, FunctionContext context) =>
        request.AnswerAsync<AssetNetworkRequest, AssetDirectoryView>(
            body => ChangeAsync(request, context, body.Reason, change => changeAssets.SetNetworkAsync(change, body.ToOptions(code, network), context.CancellationToken)),
            view => Answers.Ok.WithETag($"{view.Version}"));

    private static async Task<Result<AssetDirectoryView>> ChangeAsync(
        HttpRequest request, FunctionContext context, string reason, Func<AssetChange, Task<Result<AssetDirectoryDocument>>> change)
    {
        var version = request.IfMatch();
        return version.IsSuccess ? (await change(new AssetChange(context.Caller(), reason, version.Value))).Map(AssetDirectoryView.Of) : version.Error;
    }
}
