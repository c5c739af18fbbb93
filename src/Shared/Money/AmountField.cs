using CryptoVault.Results;

namespace CryptoVault.Money;

/// <summary>Reads the amounts of requests.</summary>
public static class AmountField
{
    /// <summary>Reads a positive amount; on failure adds the error and returns 0.</summary>
    /// <param name="pointer">JSON pointer of the field.</param>
    /// <param name="text">What was sent.</param>
    /// <param name="asset">The asset that it is of.</param>
    /// <param name="errors">Where errors go.</param>
    public static Int128 Read(string pointer, string? text, Asset asset, List<FieldError> errors)
    {
        if (text is null)
        {
            errors.Add(new FieldError(pointer, "REQUIRED", "An amount is required: plain decimal digits in a string."));
            return 0;
        }

        var problem = DecimalText.TryParse(text, asset.Scale, out var units);
        var refused = problem switch
        {
            DecimalTextError.NotPlainDecimal => new FieldError(pointer, "NOT_A_DECIMAL", "Plain decimal digits are needed, without sign, exponent or spaces.", Shorten(text)),
            DecimalTextError.TooManyPlaces => new FieldError(
                pointer, "TOO_MANY_DECIMAL_PLACES", $"{asset.Code} has at most {asset.Scale} decimal places.", Shorten(text), $"{asset.Scale}", Cut(text, asset.Scale)),
            DecimalTextError.TooLarge => new FieldError(pointer, "TOO_LARGE", "The amount is larger than any can be.", Shorten(text)),
            _ when units == 0 => new FieldError(pointer, "NOT_POSITIVE", "More than zero is needed.", Shorten(text), "0", DecimalText.Format(1, asset.Scale)),
            _ => null,
        };
        if (refused is not null)
        {
            errors.Add(refused);
            return 0;
        }

        return units;
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64];

    private static string? Cut(string text, int places)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return text.Length > 64 ? null : places == 0 ? text[..point] : text[..(point + 1 + places)];
    }
}
