using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Money;
using CryptoVault.Storage;

namespace CryptoVault.Portfolios;

/// <summary>A customer's portfolio at the end of a day (UTC); amounts of money in units of 10^-8 dollars.</summary>
/// <param name="Day">The day.</param>
/// <param name="Value">What everything was worth at the day's last recorded prices.</param>
/// <param name="NetInflow">What came in less what went out, since the beginning.</param>
/// <param name="IsComplete">False when something that was there had no price.</param>
public sealed record PortfolioPoint(DateOnly Day, Int128 Value, Int128 NetInflow, bool IsComplete);

/// <summary>
/// A customer's portfolio at the end of a day that is over, so that not all postings need be read again. It is derived and
/// may be deleted; it is never changed.
/// </summary>
/// <param name="Id"><c>portfolio:{yyyy-MM-dd}</c>.</param>
/// <param name="State">The portfolio.</param>
/// <param name="Points">The days of its month up to it, from the customer's first one on.</param>
public sealed record PortfolioDocument(string Id, PortfolioState State, IReadOnlyList<PortfolioPoint> Points) : IDocument<PortfolioDocument>
{
    private const string IdPrefix = "portfolio:";
    private const string DayPattern = "yyyy-MM-dd";

    /// <inheritdoc />
    public static JsonTypeInfo<PortfolioDocument> Json => PortfolioJson.Default.PortfolioDocument;

    /// <inheritdoc />
    public string Type => "portfolio";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The day.</summary>
    [JsonIgnore]
    public DateOnly Day => DateOnly.ParseExact(Id.AsSpan(IdPrefix.Length), DayPattern, CultureInfo.InvariantCulture);

    /// <summary>Where a customer's portfolios lie.</summary>
    public static PartitionKey PartitionOf(string userId) => new(ContainerNames.Projections, $"portfolio:{userId}");

    /// <summary>The document's id.</summary>
    public static string IdOf(DateOnly day) => IdPrefix + day.ToString(DayPattern, CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UnitsConverter)])]
[JsonSerializable(typeof(PortfolioDocument))]
internal sealed partial class PortfolioJson : JsonSerializerContext;
