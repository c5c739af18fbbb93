namespace CryptoVault.Accounts.Sessions;

/// <summary>What a client gets that signed in or refreshed.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="AccessToken">The access token.</param>
/// <param name="ExpiresIn">How long the access token is valid.</param>
/// <param name="RefreshToken">The refresh token, good once.</param>
public sealed record SignedIn(string UserId, RoleSet Roles, string AccessToken, TimeSpan ExpiresIn, string RefreshToken)
{
    /// <summary>Says nothing of the tokens.</summary>
    public override string ToString() => $"User {UserId} is signed in";
}

/// <summary>Traits of the device that asks, by which a stolen token is told from a repeated request.</summary>
/// <param name="UserAgent">The <c>User-Agent</c> header; empty without.</param>
public sealed record DeviceTraits(string UserAgent)
{
    /// <summary>A short hash, which is what is kept.</summary>
    public string Hash => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(UserAgent)).AsSpan(0, 8));
}
