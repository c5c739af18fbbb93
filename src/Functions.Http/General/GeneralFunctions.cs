using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Wallets.Networks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.General;

/// <summary>What everybody may ask: the time, the exchange's state, the assets.</summary>
public sealed class GeneralFunctions(TimeProvider clock, AssetCatalog assets, NetworkCatalog networks)
{
    /// <summary>The server's time, for clients that sign requests or show ages.</summary>
    [Function("Time"), AllowAnonymous]
    public Task<IResult> Time(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/time")] HttpRequest request) =>
        request.AnswerAsync(
            () =>
            {
                var now = clock.GetUtcNow();
                return Task.FromResult<Result<TimeView>>(new TimeView(now, now.ToUnixTimeMilliseconds()));
            },
            Answers.Ok);

    /// <summary>Whether the exchange is open, and notices.</summary>
    [Function("Status"), AllowAnonymous]
    public Task<IResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status")] HttpRequest request) =>
        request.AnswerAsync(() => Task.FromResult<Result<StatusView>>(new StatusView("open", [])), Answers.Ok);

    /// <summary>The assets and the networks over which they come and go.</summary>
    [Function("Assets"), AllowAnonymous]
    public Task<IResult> Assets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/assets")] HttpRequest request) =>
        request.AnswerAsync(
            () => Task.FromResult<Result<AssetList>>(new AssetList([.. assets.All.Select(asset => AssetView.Of(asset, networks))])),
            Answers.Ok.Cached(60));
}
