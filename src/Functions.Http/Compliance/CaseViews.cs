using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Compliance.Cases;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Functions.Http.Compliance;

internal sealed record CaseDecisionView(string ReviewerId, CaseVerdict Decision, string Reason, DateTimeOffset Time);

internal sealed record ApprovalGroupView(IReadOnlyList<string> Roles, int Count);

internal sealed record CaseView(
    string Id, CaseType Type, CaseState State, int Priority, DateTimeOffset CreatedAt, DateTimeOffset DueAt, int Version, string? WithdrawalId,
    string? UserId, string? Asset, string? Amount, string? Network, string? Address, string? Rule, IReadOnlyList<ApprovalGroupView> Approvals,
    string? AssignedTo, CaseOutcome? Outcome, DateTimeOffset? ClosedAt, IReadOnlyList<CaseDecisionView> Decisions)
{
    public static CaseView Of(CaseDocument document, AssetCatalog assets)
    {
        var subject = document.Withdrawal;
        return new CaseView(
            document.CaseId, document.CaseType, document.State, document.CasePriority, StoredTime.Parse(document.CreatedTime),
            StoredTime.Parse(document.CaseDue), document.Version, subject?.WithdrawalId, subject?.UserId, subject?.Asset,
            subject is null ? null : new Amount(subject.Units, assets.Get(subject.Asset)).ToString(), subject?.Network, subject?.Address, subject?.Rule,
            [.. document.Quorum.Groups.Select(group => new ApprovalGroupView(group.Roles, group.Count))],
            document.AssignedTo, document.Outcome, document.ClosedTime is null ? null : StoredTime.Parse(document.ClosedTime),
            [.. document.Decisions.Select(one => new CaseDecisionView(one.ReviewerId, one.Verdict, one.Reason, StoredTime.Parse(one.Time)))]);
    }
}

internal sealed record CaseDecisionRequest(CaseVerdict Decision, string Reason) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/reason", Reason, 1, 1000);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CaseView))]
[JsonSerializable(typeof(ItemList<CaseView>))]
[JsonSerializable(typeof(CaseDecisionRequest))]
internal sealed partial class CaseHttpJson : JsonSerializerContext;
