using System.Numerics;
using System.Text.Json.Serialization;

namespace CryptoVault.Portfolios;

/// <summary>What a customer has of an asset, what it cost and what was gained with it.</summary>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">How much, in the asset's minor units.</param>
/// <param name="Cost">What it cost, in units of 10^-8 dollars.</param>
/// <param name="Realized">What was gained by selling it, in units of 10^-8 dollars; negative for a loss.</param>
/// <param name="IsCostKnown">False when some of it came in while there was no price for it: that part counts as having cost nothing.</param>
public sealed record Position(string Asset, Int128 Units, Int128 Cost, Int128 Realized, bool IsCostKnown)
{
    /// <summary>Nothing of an asset.</summary>
    public static Position None(string asset) => new(asset, 0, 0, 0, true);

    /// <summary>With some more, which cost so much; null for unknown.</summary>
    internal Position Plus(Int128 units, Int128? cost) =>
        this with { Units = checked(Units + units), Cost = checked(Cost + (cost ?? 0)), IsCostKnown = IsCostKnown && cost is not null };

    /// <summary>With some less; its part of the cost goes, rounded down, and all of it with the last unit.</summary>
    internal (Position Left, Int128 Cost) Minus(Int128 units)
    {
        if (units < 0 || units > Units)
        {
            throw new ArgumentOutOfRangeException(nameof(units), units, $"There are {Units} units of {Asset}.");
        }

        var cost = WideMath.MulDiv(Cost, units, Units);
        var left = Units - units;
        return (this with { Units = left, Cost = Cost - cost, IsCostKnown = IsCostKnown || left == 0 }, cost);
    }
}

/// <summary>A customer's portfolio at an instant; amounts of money in units of 10^-8 dollars.</summary>
/// <param name="Positions">The positions by asset, those included that are sold out.</param>
/// <param name="NetInflow">What came in less what went out, each at its market value when it did.</param>
/// <param name="WithdrawnGain">What went out had been worth more than it cost by so much: gains that were never sold here.</param>
public sealed record PortfolioState(IReadOnlyList<Position> Positions, Int128 NetInflow, Int128 WithdrawnGain)
{
    /// <summary>Nothing, ever.</summary>
    public static PortfolioState Empty { get; } = new([], 0, 0);

    /// <summary>What was gained by selling.</summary>
    [JsonIgnore]
    public Int128 Realized => Sum(position => position.Realized);

    /// <summary>What everything that is there cost.</summary>
    [JsonIgnore]
    public Int128 Cost => Sum(position => position.Cost);

    private Int128 Sum(Func<Position, Int128> of)
    {
        Int128 sum = 0;
        foreach (var position in Positions)
        {
            sum = checked(sum + of(position));
        }

        return sum;
    }
}

/// <summary>Integer arithmetic whose products may be larger than 127 bits.</summary>
internal static class WideMath
{
    /// <summary><c>value x numerator / denominator</c>, rounded down (toward zero).</summary>
    public static Int128 MulDiv(Int128 value, Int128 numerator, Int128 denominator) =>
        numerator == denominator ? value : (Int128)((BigInteger)value * (BigInteger)numerator / (BigInteger)denominator);
}
