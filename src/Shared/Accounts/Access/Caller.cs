using CryptoVault.Accounts.ApiKeys;

namespace CryptoVault.Accounts.Access;

/// <summary>Who asks: a signed-in account, as it is at the time of the request.</summary>
/// <param name="UserId">The account.</param>
/// <param name="SessionId">The session that the access token belongs to.</param>
/// <param name="Roles">The account's roles now (not those that the token was issued with).</param>
/// <param name="KycLevel">How far the customer is identified: 0 not at all, 1 basic, 2 full.</param>
public sealed record Caller(string UserId, string SessionId, RoleSet Roles, int KycLevel)
{
    /// <summary>True when the account has a second factor.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>When it was last proved in this session; null when it never was.</summary>
    public DateTimeOffset? SecondFactorAt { get; init; }

    /// <summary>Until when that proof counts as fresh.</summary>
    public DateTimeOffset? StepUpUntil { get; init; }

    /// <summary>The scopes of the API key that signed the request; null when somebody signed in.</summary>
    public IReadOnlyList<ApiKeyScope>? Scopes { get; init; }

    /// <summary>The API key that signed the request; null when somebody signed in.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>True when the second factor was proved a short while ago.</summary>
    public bool HasStepUp(DateTimeOffset now) => now < StepUpUntil;
}
