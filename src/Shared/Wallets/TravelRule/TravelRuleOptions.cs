using CryptoVault.Money;

namespace CryptoVault.Wallets.TravelRule;

/// <summary>What happens to a withdrawal that lacks what the Travel Rule asks for.</summary>
public enum TravelRuleMode
{
    /// <summary>It is not taken.</summary>
    Refuse,
    /// <summary>It is taken, and what is lacking is recorded for reviewers. For development.</summary>
    Record,
}

/// <summary>One jurisdiction's rule, as configured. Amounts are plain decimal text in its currency.</summary>
public sealed record JurisdictionOptions
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The countries whose customers it is for (ISO 3166-1 alpha-2).</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>The currency of its amounts.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>From which value on originator and beneficiary must be told.</summary>
    public string From { get; init; } = "0";

    /// <summary>From which value on the customer must have proved that a self-hosted wallet is theirs; null for never.</summary>
    public string? ProofFrom { get; init; }
}

/// <summary>The Travel Rule, configured under <c>Wallets:TravelRule</c>.</summary>
public sealed record TravelRuleOptions
{
    /// <summary>What happens to a withdrawal that lacks something.</summary>
    public TravelRuleMode Mode { get; init; }

    /// <summary>The jurisdictions; none for the defaults: EU and US.</summary>
    public IReadOnlyList<JurisdictionOptions> Jurisdictions { get; init; } = [];

    /// <summary>Our own legal name, as other providers are told.</summary>
    public string LegalName { get; init; } = "CryptoVault";

    /// <summary>Our own legal entity identifier (ISO 17442); empty for none.</summary>
    public string Lei { get; init; } = "";

    /// <summary>Regulation (EU) 2023/1113 (from 0; proof of self-hosted wallets from 1,000 EUR) and 31 CFR 1010.410(f) (from 3,000 USD).</summary>
    private static readonly JurisdictionOptions[] Defaults =
    [
        new()
        {
            Name = "EU", Currency = "EUR", From = "0", ProofFrom = "1000",
            Countries =
            [
                "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL",
                "PT", "RO", "SE", "SI", "SK",
            ],
        },
        new() { Name = "US", Currency = "USD", From = "3000", Countries = ["US", "PR", "GU", "VI", "AS", "MP"] },
    ];

    /// <summary>The jurisdictions that this describes.</summary>
    /// <exception cref="ArgumentException">One is not valid; the message names it.</exception>
    internal IReadOnlyList<Jurisdiction> ToJurisdictions(AssetCatalog assets) => [.. (Jurisdictions.Count == 0 ? Defaults : Jurisdictions).Select(one => Read(one, assets))];

    private static Jurisdiction Read(JurisdictionOptions options, AssetCatalog assets)
    {
        if (options.Name.Length == 0 || options.Countries.Count == 0 || options.Countries.FirstOrDefault(code => !Accounts.Countries.IsCode(code)) is not null)
        {
            throw new ArgumentException($"Wallets:TravelRule: jurisdiction '{options.Name}': it has a name and known countries.");
        }

        var currency = assets.Find(options.Currency) is { IsFiat: true } found
            ? found
            : throw new ArgumentException($"Wallets:TravelRule: jurisdiction '{options.Name}': '{options.Currency}' is no currency.");
        Amount Parse(string text) => DecimalText.TryParse(text, currency.Scale, out var units) == DecimalTextError.None
            ? new Amount(units, currency)
            : throw new ArgumentException($"Wallets:TravelRule: jurisdiction '{options.Name}': '{text}' is no amount of {currency}.");
        return new Jurisdiction(options.Name, options.Countries, Parse(options.From), options.ProofFrom is { } proof ? Parse(proof) : null);
    }
}

/// <summary>A jurisdiction's rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Countries">The countries whose customers it is for.</param>
/// <param name="From">From which value on originator and beneficiary must be told.</param>
/// <param name="ProofFrom">From which value on a self-hosted wallet must be proved; null for never.</param>
internal sealed record Jurisdiction(string Name, IReadOnlyList<string> Countries, Amount From, Amount? ProofFrom);
