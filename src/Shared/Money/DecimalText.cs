namespace CryptoVault.Money;

/// <summary>Why a text is no amount.</summary>
public enum DecimalTextError
{
    /// <summary>It is one.</summary>
    None,
    /// <summary>It is not plain decimal digits with at most one point (no sign, exponent, group marks or spaces).</summary>
    NotPlainDecimal,
    /// <summary>It has more decimal places than the scale allows.</summary>
    TooManyPlaces,
    /// <summary>It is larger than any amount can be.</summary>
    TooLarge,
}

/// <summary>Plain decimal digits, the only form in which money enters and leaves: <c>0.00150000</c>; never an exponent, sign or group mark.</summary>
public static class DecimalText
{
    /// <summary>Most digits before the point that are read.</summary>
    public const int MaxIntegerDigits = 19;

    /// <summary>Reads plain decimal digits as a whole number of units of 10^-<paramref name="scale"/>. Fewer places may be given, never more.</summary>
    public static DecimalTextError TryParse(ReadOnlySpan<char> text, int scale, out Int128 units)
    {
        units = 0;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var places = point < 0 ? [] : text[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && places.IsEmpty) || whole.ContainsAnyExceptInRange('0', '9') || places.ContainsAnyExceptInRange('0', '9'))
        {
            return DecimalTextError.NotPlainDecimal;
        }

        if (places.Length > scale)
        {
            return DecimalTextError.TooManyPlaces;
        }

        whole = whole.TrimStart('0');
        if (whole.Length > MaxIntegerDigits)
        {
            return DecimalTextError.TooLarge;
        }

        foreach (var digit in whole)
        {
            units = (units * 10) + (digit - '0');
        }

        foreach (var digit in places)
        {
            units = (units * 10) + (digit - '0');
        }

        units *= MoneyMath.PowerOfTen(scale - places.Length);
        return DecimalTextError.None;
    }

    /// <summary>Writes units of 10^-<paramref name="scale"/> with all places.</summary>
    public static string Format(Int128 units, int scale)
    {
        var negative = Int128.IsNegative(units);
        Span<char> buffer = stackalloc char[64];
        var position = buffer.Length;
        var rest = negative ? (UInt128)(-(units + 1)) + 1 : (UInt128)units;
        for (var written = 0; rest > 0 || written <= scale; written++)
        {
            if (written == scale && scale > 0)
            {
                buffer[--position] = '.';
            }

            if (rest <= ulong.MaxValue)
            {
                var (quotient, digit) = Math.DivRem((ulong)rest, 10);
                buffer[--position] = (char)('0' + digit);
                rest = quotient;
            }
            else
            {
                var (quotient, digit) = UInt128.DivRem(rest, 10);
                buffer[--position] = (char)('0' + (int)digit);
                rest = quotient;
            }
        }

        if (negative)
        {
            buffer[--position] = '-';
        }

        return new string(buffer[position..]);
    }
}
