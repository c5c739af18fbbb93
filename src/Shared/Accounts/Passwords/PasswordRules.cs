using CryptoVault.Results;

namespace CryptoVault.Accounts.Passwords;

/// <summary>
/// What a password must be (NIST SP 800-63B): long enough, not known to everybody, and not what an attacker would
/// try first for this account. Nothing is asked of its composition.
/// </summary>
public sealed class PasswordRules
{
    /// <summary>Fewest characters.</summary>
    public const int MinLength = 8;

    /// <summary>Most characters.</summary>
    public const int MaxLength = 128;

    private const string Product = "cryptovault";
    private const int ShortestTellingLocalPart = 3;

    /// <summary>What is wrong with the password as the given field, or null.</summary>
    /// <param name="password">The password as typed.</param>
    /// <param name="email">The account's address; the default value when it is not known.</param>
    /// <param name="pointer">The field.</param>
    public FieldError? Refuse(string password, EmailAddress email, string pointer = "/password")
    {
        if (password.Length > MaxLength * 4)
        {
            return TooLong(pointer);
        }

        var text = PasswordText.Normalise(password);
        var length = text.EnumerateRunes().Count();
        if (length < MinLength)
        {
            return new FieldError(pointer, "PASSWORD_TOO_SHORT", $"A password has {MinLength} to {MaxLength} characters.", Bound: $"{MinLength}..{MaxLength}");
        }

        if (length > MaxLength)
        {
            return TooLong(pointer);
        }

        var lower = text.ToLowerInvariant();
        if (CommonPasswords.Contain(lower))
        {
            return new FieldError(pointer, "PASSWORD_TOO_COMMON", "This password is on lists of common passwords. Choose another one.");
        }

        if (lower.Contains(Product, StringComparison.Ordinal) || ContainsLocalPart(lower, email))
        {
            return new FieldError(pointer, "PASSWORD_GUESSABLE", "A password must not contain your e-mail address's name or the product's.");
        }

        return null;
    }

    private static bool ContainsLocalPart(string lower, EmailAddress email) =>
        email.Value is not null
        && email.LocalPart.Length >= ShortestTellingLocalPart
        && lower.AsSpan().Contains(email.LocalPart, StringComparison.Ordinal);

    private static FieldError TooLong(string pointer) =>
        new(pointer, "PASSWORD_TOO_LONG", $"A password has {MinLength} to {MaxLength} characters.", Bound: $"{MinLength}..{MaxLength}");
}
