using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Accounts.Access;
using CryptoVault.Fees;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Functions.Http.Fees;

internal sealed record FeeTierRow(string Volume, int MakerFeeBp, int TakerFeeBp)
{
    public static IReadOnlyList<FeeTierRow> Of(IReadOnlyList<FeeTier> tiers, AssetCatalog assets) =>
        [.. tiers.Select(tier => new FeeTierRow(assets.Get("USD").FormatShort(tier.Volume), tier.MakerBasisPoints, tier.TakerBasisPoints))];

    public FeeTierTerms ToTerms() => new(Volume, MakerFeeBp, TakerFeeBp);
}

internal sealed record MarketFeeTable(string Symbol, IReadOnlyList<FeeTierRow> Tiers)
{
    public MarketFeeTerms ToTerms() => new(Symbol, [.. Tiers.Select(row => row.ToTerms())]);
}

internal sealed record FeeScheduleRequest(string Reason, IReadOnlyList<FeeTierRow> Tiers, IReadOnlyList<MarketFeeTable>? Markets = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/reason", Reason, 1, 1000);
        FeeRows.Check(check, "/tiers", Tiers);
        FeeRows.Check(check, "/markets", Markets ?? []);
        for (var i = 0; i < Markets?.Count; i++)
        {
            FeeRows.Check(check, $"/markets/{i}/tiers", Markets[i]?.Tiers ?? []);
        }
    }

    public FeeScheduleChange ToChange(Caller admin, string version) =>
        new(admin, Reason, version, [.. Tiers.Select(row => row.ToTerms())], [.. (Markets ?? []).Select(market => market.ToTerms())]);
}

internal sealed record FeeOverrideRow(int MakerFeeBp, int TakerFeeBp)
{
    public string? Symbol { get; init; }

    public string? Until { get; init; }

    public static FeeOverrideRow Of(FeeOverride own) => new(own.MakerBasisPoints, own.TakerBasisPoints) { Symbol = own.Symbol, Until = own.Until };

    public FeeOverrideTerms ToTerms() => new(Symbol, MakerFeeBp, TakerFeeBp, Until);
}

internal sealed record UserFeesRequest(string Reason, IReadOnlyList<FeeOverrideRow> Overrides) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/reason", Reason, 1, 1000);
        FeeRows.Check(check, "/overrides", Overrides);
    }

    public FeeOverridesChange ToChange(Caller admin, string userId, string version) => new(admin, userId, Reason, version, [.. Overrides.Select(row => row.ToTerms())]);
}

internal static class FeeRows
{
    /// <summary>JSON may say null where a row belongs.</summary>
    public static void Check<T>(FieldChecks check, string pointer, IReadOnlyList<T> rows) where T : class
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is null)
            {
                check.Refuse($"{pointer}/{i}", "REQUIRED", "A row is an object.");
            }
        }
    }
}

internal sealed record MarketFeesView(string Symbol, int MakerFeeBp, int TakerFeeBp, IReadOnlyList<FeeTierRow>? Tiers);

internal sealed record FeesView(string VolumeAsset, int VolumeDays, IReadOnlyList<FeeTierRow> Tiers, IReadOnlyList<MarketFeesView> Markets)
{
    public static FeesView Of(FeesFound found, AssetCatalog assets)
    {
        var own = found.Schedule.Markets.ToDictionary(market => market.Symbol, market => FeeTierRow.Of(market.Tiers, assets), StringComparer.Ordinal);
        return new FeesView("USD", FeeProfileDocument.Days, FeeTierRow.Of(found.Schedule.Tiers, assets),
        [
            .. found.Markets.Select(market => new MarketFeesView(
                market.Symbol, market.Definition.MakerFeeBasisPoints, market.Definition.TakerFeeBasisPoints, own.GetValueOrDefault(market.Symbol))),
        ]);
    }
}

internal sealed record FeeChangeView(string UserId, string Reason, DateTimeOffset Time)
{
    public static FeeChangeView? Of(FeeChange? change) => change is null ? null : new(change.UserId, change.Reason, StoredTime.Parse(change.Time));
}

internal sealed record FeeScheduleView(int Version, IReadOnlyList<FeeTierRow> Tiers, IReadOnlyList<MarketFeeTable> Markets, FeeChangeView? Changed)
{
    public static FeeScheduleView Of(FeeScheduleDocument schedule, AssetCatalog assets) => new(
        schedule.Version, FeeTierRow.Of(schedule.Tiers, assets),
        [.. schedule.Markets.Select(market => new MarketFeeTable(market.Symbol, FeeTierRow.Of(market.Tiers, assets)))], FeeChangeView.Of(schedule.Changed));
}

/// <summary>Where rates come from: the market itself, a row of the table, or what an admin set.</summary>
internal sealed record OwnRateView(string Symbol, int MakerFeeBp, int TakerFeeBp, string Source, int Tier)
{
    public static IReadOnlyList<OwnRateView> Of(OwnFees fees) =>
    [
        .. fees.Rates.Select(rate => new OwnRateView(
            rate.Market.Symbol, rate.Fees.Rates.MakerBasisPoints, rate.Fees.Rates.TakerBasisPoints,
            rate.Fees.Source switch { FeeSource.Override => "override", FeeSource.Tier => "tier", _ => "market" }, rate.Fees.Tier)),
    ];
}

internal sealed record OwnFeesView(string Volume, string VolumeAsset, int VolumeDays, DateTimeOffset? CountedAt, IReadOnlyList<OwnRateView> Markets)
{
    public static OwnFeesView Of(OwnFees fees, AssetCatalog assets) => new(
        assets.Get("USD").Format(fees.Volume), "USD", FeeProfileDocument.Days,
        fees.Profile.CountedTime is { } time ? StoredTime.Parse(time) : null, OwnRateView.Of(fees));
}

internal sealed record UserFeesView(
    string UserId, int Version, string Volume, IReadOnlyList<FeeOverrideRow> Overrides, FeeChangeView? Changed, IReadOnlyList<OwnRateView> Markets)
{
    public static UserFeesView Of(string userId, OwnFees fees, AssetCatalog assets) => new(
        userId, fees.Profile.Version, assets.Get("USD").Format(fees.Volume), [.. fees.Profile.Overrides.Select(FeeOverrideRow.Of)],
        FeeChangeView.Of(fees.Profile.Changed), OwnRateView.Of(fees));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FeesView))]
[JsonSerializable(typeof(OwnFeesView))]
[JsonSerializable(typeof(FeeScheduleRequest))]
[JsonSerializable(typeof(FeeScheduleView))]
[JsonSerializable(typeof(UserFeesRequest))]
[JsonSerializable(typeof(UserFeesView))]
internal sealed partial class FeesHttpJson : JsonSerializerContext;
