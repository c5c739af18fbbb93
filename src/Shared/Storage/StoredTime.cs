using System.Globalization;

namespace CryptoVault.Storage;

/// <summary>Times in documents: RFC 3339 in UTC with seven decimal places, so that the order of the text is the order of time.</summary>
public static class StoredTime
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>The time as 28 characters.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>The time of a stored text.</summary>
    /// <exception cref="FormatException">The text is no stored time.</exception>
    public static DateTimeOffset Parse(string text) =>
        new(DateTime.ParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal));

    /// <summary>Reads a stored text; false when it is no stored time.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        var valid = DateTime.TryParseExact(
            text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed);
        time = valid ? new DateTimeOffset(parsed) : default;
        return valid;
    }
}
