using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Ledger.Liabilities;
using CryptoVault.Money;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>The proof of liabilities: what everybody may see, and each customer's own part.</summary>
public sealed class LiabilityFunctions(ReadLiabilities readLiabilities, SnapshotLiabilities snapshotLiabilities, AssetCatalog assets, AuditLog log)
{
    /// <summary>The latest roots, what is owed, and what is held against it.</summary>
    [Function("Liabilities"), AllowAnonymous, Weight(2)]
    public Task<IResult> Latest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/liabilities")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            async () => (await readLiabilities.LatestAsync(context.CancellationToken)).Map(latest => LiabilitiesView.Of(latest, assets)),
            view => Answers.Ok.WithETag(view.SnapshotId));

    /// <summary>The caller's leaves in the latest proof, with their paths to the root.</summary>
    [Function("LiabilityProof"), Allow(Role.Customer), Weight(10)]
    public Task<IResult> Prove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/wallet/liability-proof")] HttpRequest request, FunctionContext context) =>
        request.AnswerQueryAsync(
            query =>
            {
                var asset = query.OneOf("asset", null, [.. assets.All.Select(one => one.Code)]);
                if (asset is null && !request.Query.ContainsKey("asset"))
                {
                    query.Refuse("asset", "REQUIRED", "Name the asset.", bound: string.Join(", ", assets.All.Select(one => one.Code)));
                }

                return asset;
            },
            async asset => (await readLiabilities.ProveAsync(context.Caller().UserId, asset!, context.CancellationToken)).Map(LiabilityProofView.Of),
            Answers.Ok);

    /// <summary>Makes and publishes a proof now.</summary>
    [Function("SnapshotLiabilities"), Allow(Role.Admin, Role.Treasury), Weight(50)]
    public Task<IResult> Snapshot(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/ledger/liabilities/snapshot")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            () => log.DoAsync(
                new AuditEntry(AuditStreams.Treasury, AuditActions.LiabilitiesPublished, "ledger"),
                async () => (await snapshotLiabilities.ExecuteAsync(context.CancellationToken)).Map(made => LiabilitiesView.Of(made, assets))),
            _ => Answers.Created.At("/api/v1/liabilities"));
}
