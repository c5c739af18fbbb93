using CryptoVault.Results;

namespace CryptoVault.Accounts.Access;

/// <summary>The route needs a signed-in caller and the request names none.</summary>
public sealed record AuthenticationRequired()
    : Error(ErrorKind.Unauthenticated, "AUTHENTICATION_REQUIRED", "Sign in and send the access token as 'Authorization: Bearer <token>'.");

/// <summary>The access token is forged, malformed, expired, or not meant for this service.</summary>
public sealed record InvalidToken()
    : Error(ErrorKind.Unauthenticated, "INVALID_TOKEN", "The access token is not valid or has expired. Refresh it or sign in again.");

/// <summary>The token's session was ended: by log-out, a changed password, a disabled account, or a revoked refresh token.</summary>
public sealed record SessionEnded()
    : Error(ErrorKind.Unauthenticated, "SESSION_ENDED", "The session has ended. Sign in again.");

/// <summary>The caller's roles do not allow the route.</summary>
public sealed record RoleMissing(RoleSet Allowed)
    : ForbiddenError("ROLE_MISSING", $"This needs one of the roles: {string.Join(", ", Allowed.ToNames())}.");
