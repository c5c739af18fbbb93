using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Functions.Http.Wallet;
using CryptoVault.Money;
using CryptoVault.Portfolios;

namespace CryptoVault.Functions.Http.Portfolio;

internal sealed record PositionView(
    string Asset, string Quantity, string? AverageCost, string Cost, bool IsCostKnown, string? Price, string? Value, string? UnrealizedProfit, string RealizedProfit)
{
    public static PositionView Of(ValuedPosition valued) => new(
        valued.Asset.Code, new Amount(valued.Position.Units, valued.Asset).ToString(), ReferenceMoney.TextOrNull(valued.AverageCost),
        ReferenceMoney.Text(valued.Position.Cost), valued.Position.IsCostKnown, ReferenceMoney.TextOrNull(valued.Price), ReferenceMoney.TextOrNull(valued.Value),
        ReferenceMoney.TextOrNull(valued.Unrealized), ReferenceMoney.Text(valued.Position.Realized));
}

internal sealed record PortfolioView(
    string ReferenceCurrency, string Value, string Cost, string NetInflow, string RealizedProfit, string UnrealizedProfit, string WithdrawnGain, string Profit,
    DateTimeOffset? PricedAt, bool IsComplete, IReadOnlyList<PositionView> Positions)
{
    public static PortfolioView Of(Portfolios.Portfolio found) => new(
        ReferenceMoney.Currency, ReferenceMoney.Text(found.Value), ReferenceMoney.Text(found.State.Cost), ReferenceMoney.Text(found.State.NetInflow),
        ReferenceMoney.Text(found.State.Realized), ReferenceMoney.Text(found.Unrealized), ReferenceMoney.Text(found.State.WithdrawnGain),
        ReferenceMoney.Text(found.Profit), found.PricedAt, found.IsComplete, [.. found.Positions.Select(PositionView.Of)]);
}

/// <summary>A day: inflow is what came in less what went out on it, profit the change of the value without that.</summary>
internal sealed record PerformancePointView(string Day, string Value, string NetInflow, string Profit, bool IsFinal, bool IsComplete);

internal sealed record PerformanceView(
    string ReferenceCurrency, string From, string To, string StartValue, string EndValue, string NetInflow, string Profit, string ReturnPercent,
    IReadOnlyList<PerformancePointView> Points)
{
    public static PerformanceView Of(DateOnly from, DateOnly to, PortfolioPerformance found)
    {
        var points = new List<PerformancePointView>(found.Points.Count);
        var before = found.Before;
        for (var i = 0; i < found.Points.Count; i++)
        {
            var point = found.Points[i];
            var inflow = point.NetInflow - before.NetInflow;
            points.Add(new PerformancePointView(
                $"{point.Day:yyyy-MM-dd}", ReferenceMoney.Text(point.Value), ReferenceMoney.Text(inflow), ReferenceMoney.Text(point.Value - before.Value - inflow),
                !(found.IsLastOpen && i == found.Points.Count - 1), point.IsComplete));
            before = point;
        }

        var (start, allIn) = (found.Before.Value, before.NetInflow - found.Before.NetInflow);
        return new PerformanceView(
            ReferenceMoney.Currency, $"{from:yyyy-MM-dd}", $"{to:yyyy-MM-dd}", ReferenceMoney.Text(start), ReferenceMoney.Text(before.Value),
            ReferenceMoney.Text(allIn), ReferenceMoney.Text(before.Value - start - allIn), DecimalText.Format(found.ReturnPartsPerMillion, 4), points);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PortfolioView))]
[JsonSerializable(typeof(PerformanceView))]
internal sealed partial class PortfolioHttpJson : JsonSerializerContext;
