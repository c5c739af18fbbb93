using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Compliance.Cases;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Money;
using CryptoVault.Storage;
using CryptoVault.Wallets.Withdrawals.Dossiers;

namespace CryptoVault.Functions.Http.Compliance;

internal sealed record CaseEvidenceView(string? TransactionId, string? NetworkFee, string Source)
{
    public static CaseEvidenceView? Of(CaseEvidence? evidence) =>
        evidence is null ? null : new CaseEvidenceView(evidence.TransactionId, evidence.NetworkFee, evidence.Source);
}

internal sealed record CaseDecisionView(
    string ReviewerId, CaseVerdict Decision, string Reason, DateTimeOffset Time, CaseReasonCode ReasonCode, IReadOnlyList<string> Roles, CaseEvidenceView? Evidence)
{
    public static CaseDecisionView Of(CaseDecision one) =>
        new(one.ReviewerId, one.Verdict, one.Reason, StoredTime.Parse(one.Time), one.ReasonCode, one.Roles, CaseEvidenceView.Of(one.Evidence));
}

internal sealed record DepositSubjectView(string Id, string TransactionId, IReadOnlyList<string> Sources, string Receivable);

internal sealed record ApprovalGroupView(IReadOnlyList<string> Roles, int Count);

internal sealed record CaseView(
    string Id, CaseType Type, CaseState State, int Priority, DateTimeOffset CreatedAt, DateTimeOffset DueAt, DateTimeOffset? SlaDueAt, int Version, string? WithdrawalId,
    string? UserId, string? Asset, string? Amount, string? Network, string? Address, string? Rule, IReadOnlyList<ApprovalGroupView> Approvals,
    string? AssignedTo, DateTimeOffset? EscalatedAt, CaseOutcome? Outcome, DateTimeOffset? ClosedAt, IReadOnlyList<CaseDecisionView> Decisions)
{
    /// <summary>The deposit, when it is about one.</summary>
    public DepositSubjectView? Deposit { get; init; }

    /// <summary>What was written about it; told by the answer about one case only, like the rest below.</summary>
    public IReadOnlyList<CaseNoteView>? Notes { get; init; }

    /// <summary>What happened to it.</summary>
    public IReadOnlyList<CaseEventView>? Events { get; init; }

    /// <summary>Everything that a reviewer needs to know about what it is about.</summary>
    public DossierView? Dossier { get; init; }

    public static CaseView Of(CaseDocument document, WithdrawalDossier? dossier, AssetCatalog assets) => Of(document, assets) with
    {
        Notes = [.. document.Notes.Select(note => new CaseNoteView(note.AuthorId, note.Text, StoredTime.Parse(note.Time)))],
        Events = [.. document.Events.Select(one => new CaseEventView(one.Kind, StoredTime.Parse(one.Time), one.Actor, one.Detail))],
        Dossier = dossier is null ? null : DossierView.Of(dossier, assets),
    };

    public static CaseView Of(CaseDocument document, AssetCatalog assets)
    {
        var (subject, deposit) = (document.Withdrawal, document.Deposit);
        var (asset, units) = (subject?.Asset ?? deposit?.Asset, subject?.Units ?? deposit?.Units);
        return new CaseView(
            document.CaseId, document.CaseType, document.State, document.CasePriority, StoredTime.Parse(document.CreatedTime),
            StoredTime.Parse(document.CaseDue), TimeOf(document.SlaDue), document.Version, subject?.WithdrawalId, document.CustomerId, asset,
            asset is null ? null : assets.Get(asset).Format(units!.Value), subject?.Network ?? deposit?.Network, subject?.Address ?? (deposit?.Sources is [var source, ..] ? source : null),
            subject?.Rule ?? deposit?.Reason,
            [.. document.PresentQuorum.Groups.Select(group => new ApprovalGroupView(group.Roles, group.Count))],
            document.AssignedTo, TimeOf(document.EscalatedTime), document.Outcome, TimeOf(document.ClosedTime),
            [.. document.Decisions.Select(CaseDecisionView.Of)])
        {
            Deposit = deposit is null ? null : new DepositSubjectView(deposit.DepositId, deposit.TransactionId, deposit.Sources, assets.Get(deposit.Asset).Format(deposit.ReceivableUnits)),
        };
    }

    public static DateTimeOffset? TimeOf(string? stored) => stored is null ? null : StoredTime.Parse(stored);
}

internal sealed record CaseEvidenceRequest(string Source, string? TransactionId = null, string? NetworkFee = null);

internal sealed record CaseDecisionRequest(CaseVerdict Decision, string Reason, CaseReasonCode ReasonCode = CaseReasonCode.Other, CaseEvidenceRequest? Evidence = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/reason", Reason, 1, 1000);
        check.Text("/evidence/source", Evidence?.Source, 1, 500);
        check.Text("/evidence/transactionId", Evidence?.TransactionId, 1, 200);
        check.Text("/evidence/networkFee", Evidence?.NetworkFee, 1, 64);
    }
}

internal sealed record ReassignRequest(string UserId) : IChecked
{
    public void Check(FieldChecks check) => check.Id("/userId", UserId);
}

internal sealed record CaseNoteRequest(string Text) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/text", Text, 1, 2000);
}

internal sealed record ReviewerMetricsView(string ReviewerId, int Claimed, int Decided, int? MedianSeconds);

internal sealed record QueueMetricsView(
    int Open, IReadOnlyDictionary<string, int> ByState, IReadOnlyDictionary<string, int> ByType, int SlaBreached, int? OldestSeconds, int? MedianSeconds,
    IReadOnlyList<ReviewerMetricsView> Reviewers, bool IsPartial)
{
    public static QueueMetricsView Of(QueueMetrics metrics) => new(
        metrics.Open,
        metrics.ByState.ToDictionary(pair => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{pair.Key}"), pair => pair.Value),
        metrics.ByType.ToDictionary(pair => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{pair.Key}"), pair => pair.Value),
        metrics.SlaBreached, Seconds(metrics.OldestAge), Seconds(metrics.MedianAge),
        [.. metrics.Reviewers.Select(one => new ReviewerMetricsView(one.ReviewerId, one.Claimed, one.Decided, Seconds(one.MedianTime)))], metrics.IsPartial);

    private static int? Seconds(TimeSpan? time) => time is { } span ? (int)span.TotalSeconds : null;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CaseView))]
[JsonSerializable(typeof(ItemList<CaseView>))]
[JsonSerializable(typeof(CaseDecisionRequest))]
[JsonSerializable(typeof(ReassignRequest))]
[JsonSerializable(typeof(CaseNoteRequest))]
[JsonSerializable(typeof(QueueMetricsView))]
internal sealed partial class CaseHttpJson : JsonSerializerContext;
