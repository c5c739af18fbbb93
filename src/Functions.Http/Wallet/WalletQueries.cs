using System.Text.Json;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Money;
using CryptoVault.Prices;
using CryptoVault.Storage;
using CryptoVault.Wallets;
using CryptoVault.Wallets.Networks;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>Filters that the wallet's lists share.</summary>
internal static class WalletQueries
{
    /// <summary><c>asset</c>: one of the known codes.</summary>
    public static string? Asset(this QueryReader query, AssetCatalog assets) => query.OneOf("asset", null, [.. assets.All.Select(asset => asset.Code)]);

    /// <summary><c>from</c> (inclusive) and <c>to</c> (exclusive).</summary>
    public static TimeRange Times(this QueryReader query)
    {
        var range = new TimeRange(query.Time("from"), query.Time("to"));
        if (range.From >= range.To)
        {
            query.Refuse("from", "OUT_OF_RANGE", "The beginning lies before the end.");
        }

        return range;
    }

    /// <summary><c>asset</c>, <c>network</c>, <c>status</c>, <c>from</c> and <c>to</c> of deposits or withdrawals.</summary>
    public static MovementFilter<TStatus> Movements<TStatus>(this QueryReader query, AssetCatalog assets) where TStatus : struct, Enum => new()
    {
        Asset = query.Asset(assets), Network = query.OneOf("network", null, NetworkNames.All), Status = query.EnumOf<TStatus>("status"), Time = query.Times(),
    };

    /// <summary>One of an enumeration's values, as answers write them.</summary>
    public static T? EnumOf<T>(this QueryReader query, string name) where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        string[] written = [.. names.Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
        return query.OneOf(name, null, written) is { } value ? Enum.Parse<T>(names[Array.IndexOf(written, value)]) : null;
    }
}

/// <summary>Values in the reference currency.</summary>
internal static class ReferenceMoney
{
    public const string Currency = "USD";

    public static string Text(Int128 units) => DecimalText.Format(units, ReferencePrice.UsdScale);

    public static string? TextOrNull(Int128? units) => units is { } some ? Text(some) : null;
}
