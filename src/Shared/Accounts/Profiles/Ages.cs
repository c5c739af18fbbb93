using CryptoVault.Results;

namespace CryptoVault.Accounts.Profiles;

/// <summary>Somebody this young cannot have an account.</summary>
public sealed record CustomerTooYoung(int YoungestAge)
    : UnprocessableError("CUSTOMER_TOO_YOUNG", $"Customers are at least {YoungestAge} years old.");

/// <summary>Rules about dates of birth.</summary>
internal static class Ages
{
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    /// <summary>Why a date of birth is refused as a field; null when it can be one.</summary>
    public static FieldError? Refuse(DateOnly? birthDate, DateTimeOffset now) =>
        birthDate is { } date && (date < Earliest || date > DateOnly.FromDateTime(now.UtcDateTime))
            ? new FieldError("/birthDate", "INVALID_BIRTH_DATE", "Expected a date of birth such as 1990-05-17.", $"{date:yyyy-MM-dd}", $"{Earliest:yyyy-MM-dd}..{now:yyyy-MM-dd}")
            : null;

    /// <summary>True when somebody born then is of age. Born on 29 February, one is on 1 March of other years.</summary>
    public static bool IsOfAge(DateOnly birthDate, DateTimeOffset now, AccountOptions options)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var years = today.Year - birthDate.Year - (today.Month < birthDate.Month || (today.Month == birthDate.Month && today.Day < birthDate.Day) ? 1 : 0);
        return years >= options.YoungestAge;
    }
}
