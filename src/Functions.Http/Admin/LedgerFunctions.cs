using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Ledger.Verification;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Admin;

/// <summary>The ledger's invariants on demand.</summary>
public sealed class LedgerFunctions(VerifyLedger verifyLedger, ReconcileLedger reconcileLedger, AuditLog log)
{
    /// <summary>Checks the whole ledger at one instant.</summary>
    [Function("VerifyLedger"), Allow(Role.Admin, Role.Auditor), Weight(50)]
    public Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/admin/ledger/verify")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            () => log.DoAsync(new AuditEntry(AuditStreams.Treasury, AuditActions.LedgerVerified, "ledger"), () => verifyLedger.ExecuteAsync(context.CancellationToken)),
            Answers.Ok);

    /// <summary>Reconciles now: as the check, and delivers again what stuck transfers wait for.</summary>
    [Function("ReconcileLedger"), Allow(Role.Admin, Role.Treasury), Weight(50)]
    public Task<IResult> Reconcile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/ledger/reconcile")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync(
            () => log.DoAsync(new AuditEntry(AuditStreams.Treasury, AuditActions.LedgerReconciled, "ledger"), () => reconcileLedger.ExecuteAsync(context.CancellationToken)),
            Answers.Ok);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LedgerReport))]
[JsonSerializable(typeof(ReconciliationReport))]
internal sealed partial class LedgerHttpJson : JsonSerializerContext;
