using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Prices;

/// <summary>The reference prices, as one document that the price-refresh timer replaces.</summary>
/// <param name="Prices">The newest price of each asset that a source had one of.</param>
/// <param name="RefreshedAt">When the timer last asked the sources.</param>
public sealed record ReferencePricesDocument(IReadOnlyList<ReferencePrice> Prices, string RefreshedAt) : IDocument<ReferencePricesDocument>
{
    /// <summary>Where it lies.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.Projections, "prices");

    /// <summary>Its id.</summary>
    public const string DocumentId = "reference-prices";

    /// <inheritdoc />
    public static JsonTypeInfo<ReferencePricesDocument> Json => PricesJson.Default.ReferencePricesDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "reference-prices";

    /// <inheritdoc />
    public int SchemaVersion => 1;
}

/// <summary>A reference price.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="UsdUnits">US dollars for one whole of the asset, in units of 10^-8 dollars.</param>
/// <param name="Source">Which source quoted it.</param>
/// <param name="Time">When the source took it.</param>
public sealed record ReferencePrice(string Asset, Int128 UsdUnits, string Source, string Time)
{
    /// <summary>Decimal places of <see cref="UsdUnits"/>.</summary>
    public const int UsdScale = 8;

    /// <summary>The value of an amount of the asset in US dollars, in units of 10^-8, rounded down.</summary>
    public Int128 ValueOf(Amount amount) =>
        amount.Asset.Code == Asset
            ? MoneyMath.MulDiv(amount.Units, UsdUnits, MoneyMath.PowerOfTen(amount.Asset.Scale), Rounding.Down)
            : throw new ArgumentException($"This is the price of {Asset}, not of {amount.Asset}.", nameof(amount));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(ReferencePricesDocument))]
[JsonSerializable(typeof(PriceDayDocument))]
internal sealed partial class PricesJson : JsonSerializerContext;
