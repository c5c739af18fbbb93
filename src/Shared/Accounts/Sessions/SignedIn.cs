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
    /// <summary>What the device shows at its next sign-in, by which it is known again; null after a refresh.</summary>
    public string? DeviceToken { get; init; }

    /// <summary>Until when the session cannot be used, were it not refreshed.</summary>
    public DateTimeOffset SessionEndsAt { get; init; }

    /// <summary>Says nothing of the tokens.</summary>
    public override string ToString() => $"User {UserId} is signed in";
}
