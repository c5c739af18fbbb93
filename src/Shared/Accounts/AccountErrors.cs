using CryptoVault.Results;

namespace CryptoVault.Accounts;

/// <summary>Nobody has this id.</summary>
public sealed record UserNotFound() : NotFoundError("USER_NOT_FOUND", "There is no such user.");

/// <summary>The text is no e-mail address.</summary>
public static class AccountFields
{
    /// <summary>The refusal of an e-mail address.</summary>
    public static ValidationFailed InvalidEmail(string pointer = "/email") =>
        new(new FieldError(pointer, "INVALID_EMAIL", "Expected an e-mail address such as ana@example.com.", Bound: "3..254"));

    /// <summary>The refusal of a country.</summary>
    public static FieldError InvalidCountry(string sent) =>
        new("/country", "INVALID_COUNTRY", "Expected a country code of ISO 3166-1, such as DE.", sent, "ISO 3166-1 alpha-2");
}
