namespace CryptoVault.Money;

/// <summary>Integer arithmetic of money.</summary>
public static class MoneyMath
{
    /// <summary><c>value x numerator / denominator</c> with a named rounding; the product may use all 127 bits.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    /// <exception cref="OverflowException">The product does not fit into 127 bits.</exception>
    public static Int128 MulDiv(Int128 value, Int128 numerator, Int128 denominator, Rounding rounding)
    {
        var product = checked(value * numerator);
        var (quotient, remainder) = Int128.DivRem(product, denominator);
        if (remainder == 0 || rounding == Rounding.Down)
        {
            return quotient;
        }

        return Int128.IsNegative(product) == Int128.IsNegative(denominator) ? checked(quotient + 1) : checked(quotient - 1);
    }

    /// <summary>10 to the power of <paramref name="exponent"/> (0 to 38).</summary>
    public static Int128 PowerOfTen(int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)exponent, 38u, nameof(exponent));
        Int128 power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
