using CryptoVault.Results;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>The code is not accepted; why, is not told.</summary>
public sealed record InvalidSecondFactor()
    : ForbiddenError("INVALID_SECOND_FACTOR", "The code is wrong, was used before, or codes are locked for a while after too many failures.");

/// <summary>The account has no second factor, and this needs one.</summary>
public sealed record SecondFactorRequired()
    : ForbiddenError("SECOND_FACTOR_REQUIRED", "This needs a second factor. Set one up with POST /api/v1/auth/2fa/setup and /enable.");

/// <summary>The second factor was not proved in this session, or too long ago.</summary>
public sealed record StepUpRequired()
    : ForbiddenError("STEP_UP_REQUIRED", "Prove your second factor with POST /api/v1/auth/step-up, then repeat the same request.");

/// <summary>Nothing was set up that could be enabled, or too long ago.</summary>
public sealed record SecondFactorNotSetUp()
    : ConflictError("SECOND_FACTOR_NOT_SET_UP", "There is no new second factor waiting for its first code. Begin with POST /api/v1/auth/2fa/setup.");

/// <summary>The account has no second factor.</summary>
public sealed record SecondFactorNotEnabled() : ConflictError("SECOND_FACTOR_NOT_ENABLED", "This account has no second factor.");

/// <summary>Staff cannot do without.</summary>
public sealed record SecondFactorMandatory()
    : ConflictError("SECOND_FACTOR_MANDATORY", "Staff cannot do without a second factor. Set up a new one to replace it.");

/// <summary>The password is not the account's.</summary>
public sealed record WrongPassword()
    : ForbiddenError("WRONG_PASSWORD", "The password is wrong, or is locked for a while after too many failures.");

/// <summary>The sign-in's first step is too long ago, or was not made here.</summary>
public sealed record InvalidChallenge()
    : Error(ErrorKind.Unauthenticated, "INVALID_CHALLENGE", "The sign-in took too long, or the password was changed meanwhile. Sign in again.");
