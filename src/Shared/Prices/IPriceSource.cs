namespace CryptoVault.Prices;

/// <summary>A source of reference prices. They inform (values in dollars, price bands) and never mix with traded prices.</summary>
public interface IPriceSource
{
    /// <summary>The source's name, told with each price.</summary>
    string Name { get; }

    /// <summary>The prices that the source has now, of the assets asked for; it may have fewer.</summary>
    /// <exception cref="PriceSourceException">The source cannot be asked now.</exception>
    Task<IReadOnlyList<QuotedPrice>> GetAsync(IReadOnlyList<string> assets, CancellationToken cancellation);
}

/// <summary>A price as a source quotes it.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="UsdUnits">US dollars for one whole of the asset, in units of 10^-8 dollars; more than zero.</param>
/// <param name="Time">When the source took it.</param>
public sealed record QuotedPrice(string Asset, Int128 UsdUnits, DateTimeOffset Time);

/// <summary>A source could not be asked.</summary>
public sealed class PriceSourceException(string message, Exception? inner = null) : Exception(message, inner);
