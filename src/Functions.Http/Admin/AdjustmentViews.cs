using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Adjustments;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Functions.Http.Admin;

/// <summary>A proposal: <c>userId</c> or <c>houseAccount</c> says whose balance changes.</summary>
internal sealed record AdjustmentRequest(
    string Asset, string Amount, AdjustmentDirection Direction, AdjustmentKind Kind, string Reason, string Reference,
    string? UserId = null, AccountName? HouseAccount = null, LedgerNamespace Ledger = LedgerNamespace.Real) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/reason", Reason, 1, 1000);
        check.Text("/reference", Reference, 1, 200);
        check.Id("/userId", UserId);
    }

    public AdjustmentProposal ToProposal(Caller proposer) =>
        new(proposer, UserId, HouseAccount, Asset, Amount, Direction, Kind, Reason, Reference, Ledger);
}

internal sealed record AdjustmentDecisionRequest(string Reason) : IChecked
{
    public void Check(FieldChecks check) => check.Text("/reason", Reason, 1, 1000);
}

internal sealed record AdjustmentActView(string UserId, IReadOnlyList<string> Roles, string Reason, DateTimeOffset Time)
{
    public static AdjustmentActView Of(AdjustmentAct act) => new(act.UserId, act.Roles, act.Reason, StoredTime.Parse(act.Time));
}

internal sealed record AdjustmentView(
    string Id, AdjustmentStatus Status, int Version, LedgerNamespace Ledger, string? UserId, AccountName? HouseAccount, string Asset, string Amount,
    AdjustmentDirection Direction, AdjustmentKind Kind, string Reference, AdjustmentActView Proposed, AdjustmentActView? Decided,
    DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt)
{
    public static AdjustmentView Of(AdjustmentDocument document, AssetCatalog assets) => new(
        document.AdjustmentId, document.Status, document.Version, document.Ledger, document.UserId, document.HouseAccount, document.Asset,
        new Amount(document.Units, assets.Get(document.Asset)).ToString(), document.Direction, document.Kind, document.Reference,
        AdjustmentActView.Of(document.Proposed), document.Decided is null ? null : AdjustmentActView.Of(document.Decided),
        StoredTime.Parse(document.Deadline), document.EndTime is null ? null : StoredTime.Parse(document.EndTime));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AdjustmentRequest))]
[JsonSerializable(typeof(AdjustmentDecisionRequest))]
[JsonSerializable(typeof(AdjustmentView))]
[JsonSerializable(typeof(ItemList<AdjustmentView>))]
internal sealed partial class AdjustmentHttpJson : JsonSerializerContext;
