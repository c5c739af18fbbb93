using System.Globalization;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Fees;

/// <summary>A row of a fee table as an admin sends it; the volume as plain decimal digits, in US dollars.</summary>
public sealed record FeeTierTerms(string Volume, int MakerFeeBp, int TakerFeeBp);

/// <summary>A market's table as an admin sends it.</summary>
public sealed record MarketFeeTerms(string Symbol, IReadOnlyList<FeeTierTerms> Tiers);

/// <summary>A customer's own rates as an admin sends them.</summary>
public sealed record FeeOverrideTerms(string? Symbol, int MakerFeeBp, int TakerFeeBp, string? Until);

/// <summary>Reads what admins send, and gathers what is wrong with it.</summary>
internal sealed class FeeTermsReader(IReadOnlyCollection<string> symbols, AssetCatalog assets)
{
    public const int MostTiers = 20;
    public const int MostMarkets = 200;

    private readonly Asset dollar = assets.Get("USD");

    public List<FieldError> Errors { get; } = [];

    public IReadOnlyList<FeeTier> Tiers(string pointer, IReadOnlyList<FeeTierTerms> terms)
    {
        RefuseMore(pointer, terms.Count, MostTiers);
        var tiers = new List<FeeTier>(terms.Count);
        for (var i = 0; i < terms.Count; i++)
        {
            var at = $"{pointer}/{i}";
            if (terms[i] is not { } row)
            {
                Errors.Add(new FieldError(at, "REQUIRED", "A row has a volume and two rates."));
                continue;
            }

            var volume = AmountField.ReadPositive($"{at}/volume", row.Volume, dollar, Errors);
            CheckRate($"{at}/makerFeeBp", row.MakerFeeBp);
            CheckRate($"{at}/takerFeeBp", row.TakerFeeBp);
            if (tiers.Count > 0 && volume > 0 && volume <= tiers[^1].Volume)
            {
                Errors.Add(new FieldError($"{at}/volume", "NOT_ASCENDING", "Each row's volume is higher than the one before.", row.Volume, dollar.Format(tiers[^1].Volume)));
            }

            tiers.Add(new FeeTier(volume, row.MakerFeeBp, row.TakerFeeBp));
        }

        return tiers;
    }

    public IReadOnlyList<MarketFeeTiers> Markets(string pointer, IReadOnlyList<MarketFeeTerms> terms)
    {
        RefuseMore(pointer, terms.Count, MostMarkets);
        var markets = new List<MarketFeeTiers>(terms.Count);
        for (var i = 0; i < terms.Count; i++)
        {
            var at = $"{pointer}/{i}";
            if (terms[i] is not { Tiers: not null } market)
            {
                Errors.Add(new FieldError(at, "REQUIRED", "A market's table has a symbol and rows."));
                continue;
            }

            CheckSymbol($"{at}/symbol", market.Symbol);
            if (markets.Exists(known => known.Symbol == market.Symbol))
            {
                Errors.Add(new FieldError($"{at}/symbol", "NOT_UNIQUE", "A market has one table.", market.Symbol));
            }

            markets.Add(new MarketFeeTiers(market.Symbol, Tiers($"{at}/tiers", market.Tiers)));
        }

        return markets;
    }

    public IReadOnlyList<FeeOverride> Overrides(string pointer, IReadOnlyList<FeeOverrideTerms> terms, DateTimeOffset now)
    {
        RefuseMore(pointer, terms.Count, MostMarkets);
        var overrides = new List<FeeOverride>(terms.Count);
        for (var i = 0; i < terms.Count; i++)
        {
            var at = $"{pointer}/{i}";
            if (terms[i] is not { } one)
            {
                Errors.Add(new FieldError(at, "REQUIRED", "An override has two rates."));
                continue;
            }

            if (one.Symbol is not null)
            {
                CheckSymbol($"{at}/symbol", one.Symbol);
            }

            if (overrides.Exists(known => known.Symbol == one.Symbol))
            {
                Errors.Add(new FieldError($"{at}/symbol", "NOT_UNIQUE", "There is one override per market, and one for all others.", one.Symbol));
            }

            CheckRate($"{at}/makerFeeBp", one.MakerFeeBp);
            CheckRate($"{at}/takerFeeBp", one.TakerFeeBp);
            overrides.Add(new FeeOverride(one.Symbol, one.MakerFeeBp, one.TakerFeeBp, ReadUntil($"{at}/until", one.Until, now)));
        }

        return overrides;
    }

    private string? ReadUntil(string pointer, string? text, DateTimeOffset now)
    {
        if (text is null)
        {
            return null;
        }

        if (!text.Contains('T', StringComparison.Ordinal) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            Errors.Add(new FieldError(pointer, "NOT_A_TIME", "This is no RFC 3339 time.", text.Length <= 64 ? text : text[..64]));
            return null;
        }

        if (time <= now)
        {
            Errors.Add(new FieldError(pointer, "OUT_OF_RANGE", "An override ends in the future.", text, StoredTime.Format(now), StoredTime.Format(now.AddDays(30))));
        }

        return StoredTime.Format(time);
    }

    private void CheckSymbol(string pointer, string? symbol)
    {
        if (symbol is null || !symbols.Contains(symbol))
        {
            Errors.Add(new FieldError(pointer, "UNKNOWN_MARKET", "There is no such market.", symbol is { Length: > 32 } ? symbol[..32] : symbol));
        }
    }

    private void CheckRate(string pointer, int rate)
    {
        if (rate is < 0 or > FeeRates.Highest)
        {
            Errors.Add(new FieldError(
                pointer, "OUT_OF_RANGE", $"A rate is 0 to {FeeRates.Highest} basis points.", $"{rate}", $"0..{FeeRates.Highest}", $"{Math.Clamp(rate, 0, FeeRates.Highest)}"));
        }
    }

    private void RefuseMore(string pointer, int count, int most)
    {
        if (count > most)
        {
            Errors.Add(new FieldError(pointer, "TOO_MANY", $"At most {most} are allowed.", $"{count}", $"0..{most}", $"{most}"));
        }
    }
}
