using System.Globalization;

namespace CryptoVault.DemoPlayer.Client;

/// <summary>Exact amounts on the client's side: whole minor units, told and read as plain decimals.</summary>
internal static class Units
{
    /// <summary>The minor units of a plain decimal such as <c>0.25</c> at a scale.</summary>
    /// <exception cref="FormatException">The text is no plain decimal, or has more places than the scale.</exception>
    public static Int128 Parse(string text, int scale)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        while (point >= 0 && text.Length - point - 1 > scale && text.EndsWith('0'))
        {
            text = text[..^1]; // idle zeros beyond the scale
        }

        var places = point < 0 ? 0 : text.Length - point - 1;
        if (places > scale)
        {
            throw new FormatException($"'{text}' has more than {scale} places.");
        }

        var digits = point < 0 ? text : text.Remove(point, 1);
        return Int128.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) * Power(scale - places);
    }

    /// <summary>The shortest plain decimal of minor units at a scale.</summary>
    public static string Format(Int128 units, int scale)
    {
        var digits = Int128.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var whole = digits[..^scale];
        var places = digits[^scale..].TrimEnd('0');
        var sign = units < 0 ? "-" : "";
        return places.Length == 0 ? sign + whole : $"{sign}{whole}.{places}";
    }

    /// <summary>10 to the power of the exponent.</summary>
    public static Int128 Power(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    /// <summary>The quotient, rounded up.</summary>
    public static Int128 DivideUp(Int128 dividend, Int128 divisor) => (dividend + divisor - 1) / divisor;
}
