namespace CryptoVault.Accounts.Access;

/// <summary>Who asks: a signed-in account, as it is at the time of the request.</summary>
/// <param name="UserId">The account.</param>
/// <param name="SessionId">The session that the access token belongs to.</param>
/// <param name="Roles">The account's roles now (not those that the token was issued with).</param>
/// <param name="KycLevel">How far the customer is identified: 0 not at all, 1 basic, 2 full.</param>
public sealed record Caller(string UserId, string SessionId, RoleSet Roles, int KycLevel);
