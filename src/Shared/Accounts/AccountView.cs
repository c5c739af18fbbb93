namespace CryptoVault.Accounts;

/// <summary>An account as it is shown to its owner and to staff.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Email">The address.</param>
/// <param name="Roles">The roles, by name.</param>
/// <param name="KycLevel">How far the customer is identified, 0 to 3.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="Status">Whether it can be used.</param>
public sealed record AccountView(string UserId, string Email, IReadOnlyList<string> Roles, int KycLevel, DateTimeOffset CreatedAt, AccountStatus Status)
{
    /// <summary>The view of a profile.</summary>
    public static AccountView Of(ProfileDocument profile) => new(profile.UserId, profile.Email.Shown ?? "", profile.Roles, profile.KycLevel, profile.CreatedAt, profile.Status);

    /// <summary>The same for those who may see that there is an account, but not personal data: of the address the first letter and the host are left.</summary>
    public AccountView Masked() => Email.Contains('@', StringComparison.Ordinal) ? this with { Email = $"{Email[..1]}***{Email[Email.LastIndexOf('@')..]}" } : this;
}
