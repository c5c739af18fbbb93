using System.Text.RegularExpressions;
using CryptoVault.Results;

namespace CryptoVault.Orders.Placing;

/// <summary>The customers' own ids of orders and lists.</summary>
internal static partial class ClientOrderIds
{
    /// <summary>Why an id is none, or null.</summary>
    public static FieldError? Refuse(string pointer, string? id) => id is null || Pattern().IsMatch(id)
        ? null
        : new FieldError(
            pointer, "PATTERN", "A client order id has 1 to 36 characters of A-Z, a-z, 0-9, point, colon, underscore and hyphen.", Bound: "^[A-Za-z0-9._:-]{1,36}$");

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,36}$")]
    private static partial Regex Pattern();
}
