using System.Diagnostics.CodeAnalysis;
using CryptoVault.Results;

namespace CryptoVault.Accounts.UserNames;

/// <summary>
/// A name that a customer chose to be paid by: 3 to 24 of the letters a to z, digits and underscores, beginning with a letter.
/// Upper case is read as lower case, and a leading @ is left out, as people write it.
/// </summary>
public readonly record struct UserName
{
    /// <summary>The fewest characters.</summary>
    public const int Shortest = 3;

    /// <summary>The most characters.</summary>
    public const int Longest = 24;

    /// <summary>Names by which somebody would pass for us, as <see cref="Key"/>s.</summary>
    private static readonly string[] Reserved =
        [.. new[] { "admin", "compliance", "cryptovault", "helpdesk", "moderator", "official", "security", "staff", "support", "treasury" }.Select(KeyOf)];

    private UserName(string value) => Value = value;

    /// <summary>The name in lower case, without the @.</summary>
    public string Value { get; }

    /// <summary>
    /// What names that look alike have in common: without underscores, 0 as o, 1 as l. Names of one key are given to one account
    /// only, so that nobody is paid by mistake for somebody else.
    /// </summary>
    public string Key => KeyOf(Value);

    /// <summary>True when the name would pass for one of ours.</summary>
    public bool IsReserved => Array.Exists(Reserved, StartsKey);

    /// <summary>Reads a name as people write it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UserName name)
    {
        var bare = text is ['@', ..] ? text[1..] : text ?? "";
        var isOne = bare.Length is >= Shortest and <= Longest && char.IsAsciiLetter(bare[0]) && bare.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
        name = new UserName(isOne ? bare.ToLowerInvariant() : "");
        return isOne;
    }

    /// <summary>Reads a name that a customer wants.</summary>
    /// <param name="text">The name as sent.</param>
    /// <param name="pointer">Where it was sent.</param>
    public static Result<UserName> Choose(string text, string pointer)
    {
        if (!TryParse(text, out var name))
        {
            return new ValidationFailed(new FieldError(
                pointer, "INVALID_USER_NAME", "Expected 3 to 24 letters (a to z), digits and underscores, beginning with a letter, such as \"ben_trader\".", text, $"{Shortest}..{Longest}"));
        }

        return name.IsReserved
            ? new ValidationFailed(new FieldError(pointer, "USER_NAME_RESERVED", "Names that begin like one of ours cannot be chosen. Choose another.", text))
            : name;
    }

    private bool StartsKey(string reserved) => Key.StartsWith(reserved, StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => "@" + Value;

    private static string KeyOf(string value) => value.Replace("_", "", StringComparison.Ordinal).Replace('0', 'o').Replace('1', 'l');
}
