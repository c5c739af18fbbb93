namespace CryptoVault.Accounts.Sessions;

/// <summary>How a sign-in that is not refused goes on: it is done, or its second step is due.</summary>
public abstract record SignInOutcome;

/// <summary>The password is right; a code of the second factor is due.</summary>
/// <param name="Challenge">To be sent with the code.</param>
/// <param name="ExpiresIn">How long it is good.</param>
public sealed record SecondFactorDue(string Challenge, TimeSpan ExpiresIn) : SignInOutcome
{
    /// <summary>Says nothing of the challenge.</summary>
    public override string ToString() => "A second factor is due";
}

/// <summary>What a client gets that signed in or refreshed.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="AccessToken">The access token.</param>
/// <param name="ExpiresIn">How long the access token is valid.</param>
/// <param name="RefreshToken">The refresh token, good once.</param>
public sealed record SignedIn(string UserId, RoleSet Roles, string AccessToken, TimeSpan ExpiresIn, string RefreshToken) : SignInOutcome
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
