namespace CryptoVault.Money;

/// <summary>How a division of money rounds; every division names it.</summary>
public enum Rounding
{
    /// <summary>Away from zero: toward the house when the house charges.</summary>
    Up,
    /// <summary>Toward zero.</summary>
    Down,
}

/// <summary>
/// An amount of an asset: a whole number of its minor units (10^-scale). Arithmetic is checked; assets are never
/// mixed; there is no way from or to a floating point or decimal type.
/// </summary>
/// <param name="Units">Minor units.</param>
/// <param name="Asset">The asset.</param>
public readonly record struct Amount(Int128 Units, Asset Asset) : IComparable<Amount>
{
    /// <summary>True for a negative amount.</summary>
    public bool IsNegative => Int128.IsNegative(Units);

    /// <summary>True for nothing.</summary>
    public bool IsZero => Units == 0;

    /// <summary>True for more than nothing.</summary>
    public bool IsPositive => Units > 0;

    /// <summary>The sum.</summary>
    /// <exception cref="ArgumentException">The assets differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Amount operator +(Amount left, Amount right) => left with { Units = checked(left.Units + right.SameAssetAs(left)) };

    /// <summary>The difference.</summary>
    /// <inheritdoc cref="op_Addition" path="/exception" />
    public static Amount operator -(Amount left, Amount right) => left with { Units = checked(left.Units - right.SameAssetAs(left)) };

    /// <summary>The amount with the other sign.</summary>
    public static Amount operator -(Amount amount) => amount with { Units = checked(-amount.Units) };

    /// <summary>A whole multiple.</summary>
    public static Amount operator *(Amount amount, long factor) => amount with { Units = checked(amount.Units * factor) };

    /// <summary>Less than.</summary>
    public static bool operator <(Amount left, Amount right) => left.CompareTo(right) < 0;

    /// <summary>More than.</summary>
    public static bool operator >(Amount left, Amount right) => left.CompareTo(right) > 0;

    /// <summary>At most.</summary>
    public static bool operator <=(Amount left, Amount right) => left.CompareTo(right) <= 0;

    /// <summary>At least.</summary>
    public static bool operator >=(Amount left, Amount right) => left.CompareTo(right) >= 0;

    /// <summary><c>amount x numerator / denominator</c>, rounded as stated.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Amount MulDiv(long numerator, long denominator, Rounding rounding) =>
        this with { Units = MoneyMath.MulDiv(Units, numerator, denominator, rounding) };

    /// <inheritdoc />
    public int CompareTo(Amount other) => Units.CompareTo(other.SameAssetAs(this));

    /// <summary>The plain decimal digits with all of the asset's places, such as <c>0.00150000</c>.</summary>
    public override string ToString() => DecimalText.Format(Units, Asset.Scale);

    private Int128 SameAssetAs(Amount other) =>
        Asset.Equals(other.Asset) ? Units : throw new ArgumentException($"{Asset} and {other.Asset} do not mix.");
}
