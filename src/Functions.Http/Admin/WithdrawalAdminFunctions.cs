using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Functions.Http.Wallet;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals.Stuck;
using CryptoVault.Wallets.Withdrawals.Switches;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Admin;

/// <summary>Withdrawals that are stuck, and the kill switch.</summary>
public sealed class WithdrawalAdminFunctions(
    StuckWithdrawals stuckWithdrawals, WithdrawalSwitches switches, SwitchWithdrawals switchWithdrawals, AssetCatalog assets, AuditLog log)
{
    private const string Routes = "api/v1/admin/withdrawals";

    /// <summary>Withdrawals that are longer in a state than it may last; at most 100.</summary>
    [Function("StuckWithdrawals"), Allow(Role.Treasury, Role.Admin, Role.ComplianceOfficer, Role.Auditor), Weight(5)]
    public Task<IResult> Stuck([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/stuck")] HttpRequest request, FunctionContext context) =>
        request.AnswerListAsync<NoQuery, StuckWithdrawalView>(
            _ => NoQuery.Instance,
            _ => log.ReadAsync<ItemPage<StuckWithdrawalView>>(
                "stuck-withdrawals",
                async () => new ItemPage<StuckWithdrawalView>(
                    [.. (await stuckWithdrawals.ListAsync(context.CancellationToken)).Select(one => StuckWithdrawalView.Of(one, assets))], null),
                context.CancellationToken));

    /// <summary>Which submissions to custody are paused.</summary>
    [Function("WithdrawalPauses"), Allow(Role.Treasury, Role.Admin, Role.ComplianceOfficer, Role.Auditor)]
    public Task<IResult> Pauses([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes + "/pauses")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<WithdrawalPausesView>(async () => WithdrawalPausesView.Of(await switches.ReadAsync(context.CancellationToken)), Answers.Ok);

    /// <summary>Pauses submissions to custody, of an asset or of all. What waits goes on waiting, with its money held.</summary>
    [Function("PauseWithdrawals"), Allow(Role.Admin, Fresh = true)]
    public Task<IResult> Pause([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/pause")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<WithdrawalSwitchRequest, WithdrawalPausesView>(
            async body => (await switchWithdrawals.PauseAsync(context.Caller(), body.Asset, body.Reason, context.CancellationToken)).Map(WithdrawalPausesView.Of), Answers.Ok);

    /// <summary>Ends a pause: what waited for it goes on.</summary>
    [Function("ResumeWithdrawals"), Allow(Role.Admin, Fresh = true)]
    public Task<IResult> Resume([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes + "/resume")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<WithdrawalSwitchRequest, WithdrawalPausesView>(
            async body => (await switchWithdrawals.ResumeAsync(body.Asset, body.Reason, context.CancellationToken)).Map(WithdrawalPausesView.Of), Answers.Ok);
}

internal sealed record WithdrawalSwitchRequest(string Reason, string? Asset = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/reason", Reason, 1, 1000);
        check.Text("/asset", Asset, 1, 20);
    }
}

internal sealed record WithdrawalPauseView(string? Asset, string By, string Reason, DateTimeOffset Time);

internal sealed record WithdrawalPausesView(IReadOnlyList<WithdrawalPauseView> Pauses)
{
    public static WithdrawalPausesView Of(WithdrawalSwitchesDocument document) =>
        new([.. document.Pauses.Select(pause => new WithdrawalPauseView(pause.Asset, pause.By, pause.Reason, StoredTime.Parse(pause.Time)))]);
}

internal sealed record StuckWithdrawalView(StuckCause Cause, string UserId, DateTimeOffset Since, string? CaseId, WithdrawalView Withdrawal)
{
    public static StuckWithdrawalView Of(StuckWithdrawal stuck, AssetCatalog assets) => new(
        stuck.Cause, stuck.Withdrawal.UserId, StoredTime.Parse(stuck.Withdrawal.StatusTime), stuck.CaseId, WithdrawalView.Of(stuck.Withdrawal, assets));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ItemList<StuckWithdrawalView>))]
[JsonSerializable(typeof(WithdrawalSwitchRequest))]
[JsonSerializable(typeof(WithdrawalPausesView))]
internal sealed partial class WithdrawalAdminHttpJson : JsonSerializerContext;
