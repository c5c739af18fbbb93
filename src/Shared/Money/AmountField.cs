using CryptoVault.Results;

namespace CryptoVault.Money;

/// <summary>Reads amounts that clients send, and says what is wrong with them.</summary>
public static class AmountField
{
    private const int MostShown = 64;

    /// <summary>Reads an amount within bounds.</summary>
    /// <param name="pointer">JSON pointer of the field.</param>
    /// <param name="text">What was sent.</param>
    /// <param name="asset">The asset that it is of.</param>
    /// <param name="places">Most decimal places that are not zero: the asset's scale, or what its network can carry.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <returns>The amount, or <see cref="ValidationFailed"/> with the bound and, where there is one, the nearest valid amount.</returns>
    public static Result<Amount> Read(string pointer, string text, Asset asset, int places, Amount min, Amount max)
    {
        switch (DecimalText.TryParse(text, asset.Scale, out var units))
        {
            case DecimalTextError.NotPlainDecimal:
                return Refuse(pointer, "NOT_A_DECIMAL", "Expected plain decimal digits in a string, such as \"0.5\": no sign, exponent or spaces.", text);
            case DecimalTextError.TooManyPlaces:
                return TooManyPlaces(pointer, text, asset, places);
            case DecimalTextError.TooLarge:
                return Refuse(pointer, "OUT_OF_RANGE", $"At most {max} {asset} is allowed.", text, $"{min}..{max}", max.ToString());
            default:
                break;
        }

        if (units % MoneyMath.PowerOfTen(asset.Scale - places) != 0)
        {
            return TooManyPlaces(pointer, text, asset, places);
        }

        var amount = new Amount(units, asset);
        if (amount < min)
        {
            return Refuse(pointer, "OUT_OF_RANGE", $"At least {min} {asset} is needed.", text, $"{min}..{max}", min.ToString());
        }

        return amount > max
            ? Refuse(pointer, "OUT_OF_RANGE", $"At most {max} {asset} is allowed.", text, $"{min}..{max}", max.ToString())
            : amount;
    }

    /// <summary>Reads an amount of more than nothing, of any size.</summary>
    /// <param name="pointer">JSON pointer of the field.</param>
    /// <param name="text">What was sent; null when nothing was.</param>
    /// <param name="asset">The asset that it is of.</param>
    /// <param name="errors">Where it is written what is wrong.</param>
    /// <returns>Minor units; 0 when something is wrong.</returns>
    public static Int128 ReadPositive(string pointer, string? text, Asset asset, List<FieldError> errors)
    {
        if (text is null)
        {
            errors.Add(new FieldError(pointer, "REQUIRED", "An amount is required: plain decimal digits in a string."));
            return 0;
        }

        var largest = MoneyMath.PowerOfTen(DecimalText.MaxIntegerDigits) * MoneyMath.PowerOfTen(asset.Scale) - 1;
        var read = Read(pointer, text, asset, asset.Scale, new Amount(1, asset), new Amount(largest, asset));
        if (read.IsSuccess)
        {
            return read.Value.Units;
        }

        errors.AddRange(((ValidationFailed)read.Error).Fields);
        return 0;
    }

    private static ValidationFailed TooManyPlaces(string pointer, string text, Asset asset, int places) => Refuse(
        pointer, "TOO_MANY_PLACES", $"{asset} has at most {places} decimal places here.", text, $"{places}",
        text.Length <= MostShown ? text[..(text.IndexOf('.') + 1 + places)].TrimEnd('.') : null);

    private static ValidationFailed Refuse(string pointer, string code, string message, string sent, string? bound = null, string? nearest = null) =>
        new(new FieldError(pointer, code, message, sent.Length <= MostShown ? sent : sent[..MostShown], bound, nearest));
}
