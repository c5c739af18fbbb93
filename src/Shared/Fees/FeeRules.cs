using CryptoVault.Markets;
using CryptoVault.Storage;

namespace CryptoVault.Fees;

/// <summary>Where a customer's rates come from.</summary>
public enum FeeSource
{
    /// <summary>The market's own rates.</summary>
    Market,
    /// <summary>A row of the fee table.</summary>
    Tier,
    /// <summary>What an admin set for the customer.</summary>
    Override,
}

/// <summary>What a customer pays on a market.</summary>
/// <param name="Rates">The rates.</param>
/// <param name="Source">Where they come from.</param>
/// <param name="Tier">The row of the market's table, from 1; 0 without one.</param>
public readonly record struct AppliedFees(FeeRates Rates, FeeSource Source, int Tier);

/// <summary>Which rates apply: the customer's own; else the last row of the table that the volume reached; else the market's.</summary>
internal static class FeeRules
{
    public static AppliedFees For(FeeScheduleDocument schedule, FeeProfileDocument? profile, Market market, DateTimeOffset now)
    {
        var tiers = schedule.TiersOf(market.Symbol);
        var tier = 0;
        if (tiers.Count > 0)
        {
            var volume = profile?.VolumeAt(now) ?? 0;
            while (tier < tiers.Count && tiers[tier].Volume <= volume)
            {
                tier++;
            }
        }

        if (profile?.OverrideOf(market.Symbol, now) is { } own)
        {
            return new AppliedFees(new FeeRates(own.MakerBasisPoints, own.TakerBasisPoints), FeeSource.Override, tier);
        }

        return tier > 0
            ? new AppliedFees(new FeeRates(tiers[tier - 1].MakerBasisPoints, tiers[tier - 1].TakerBasisPoints), FeeSource.Tier, tier)
            : new AppliedFees(new FeeRates(market.Definition.MakerFeeBasisPoints, market.Definition.TakerFeeBasisPoints), FeeSource.Market, 0);
    }

    /// <summary>Within a decision: the rates that an order of the partition's customer gets now.</summary>
    public static FeeRates Of(PartitionView view, FeeScheduleDocument schedule, Market market, DateTimeOffset now) =>
        For(schedule, view.Find<FeeProfileDocument>(FeeProfileDocument.DocumentId), market, now).Rates;
}
