using CryptoVault.Accounts;
using CryptoVault.Results;

namespace CryptoVault.Wallets.Withdrawals;

/// <summary>There is no such withdrawal, or it is somebody else's.</summary>
public sealed record WithdrawalNotFound() : NotFoundError("WITHDRAWAL_NOT_FOUND", "There is no such withdrawal.");

/// <summary>Withdrawals of the asset over the network are switched off for now.</summary>
public sealed record WithdrawalsClosed(string Asset, string Network)
    : UnprocessableError("WITHDRAWALS_CLOSED", $"Withdrawals of {Asset} over {Network} are closed for now.");

/// <summary>The customer is not identified well enough.</summary>
public sealed record KycLevelTooLow(int Level, int Required)
    : ForbiddenError("KYC_LEVEL_TOO_LOW", $"Withdrawals need identification level {Required}; yours is {Level}.");

/// <summary>The confirmation token is not that of this withdrawal.</summary>
public sealed record ConfirmationTokenInvalid()
    : UnprocessableError("CONFIRMATION_TOKEN_INVALID", "The token is not the one that was mailed for this withdrawal.");

/// <summary>The withdrawal does not wait for a confirmation (any more).</summary>
public sealed record WithdrawalNotConfirmable(WithdrawalStatus Status)
    : ConflictError("WITHDRAWAL_NOT_CONFIRMABLE", $"The withdrawal does not wait for a confirmation: {Status}.");

/// <summary>The confirmation mail was sent a moment ago.</summary>
public sealed record ConfirmationMailTooSoon : Error
{
    /// <summary>Creates the error with the time after which it may be sent again.</summary>
    public ConfirmationMailTooSoon(TimeSpan retryAfter)
        : base(ErrorKind.TooManyRequests, "CONFIRMATION_MAIL_TOO_SOON", "The mail was sent a moment ago. Look into your mailbox, and ask again later.") => RetryAfter = retryAfter;
}

/// <summary>The confirmation mail was sent as often as it may be.</summary>
public sealed record TooManyConfirmationMails(int Max)
    : ConflictError("TOO_MANY_CONFIRMATION_MAILS", $"The confirmation mail is sent at most {Max} times. Cancel the withdrawal, and ask for a new one.");

/// <summary>The withdrawal is on its way to the chain, or over.</summary>
public sealed record WithdrawalNotCancelable(WithdrawalStatus Status)
    : ConflictError("WITHDRAWAL_NOT_CANCELABLE", $"The withdrawal cannot be canceled any more: {Status}.");

/// <summary>The second factor, password or e-mail address was reset a short while ago.</summary>
public sealed record WithdrawalsBlocked(DateTimeOffset Until)
    : ForbiddenError("WITHDRAWALS_BLOCKED", $"After a reset of the sign-in nothing can be withdrawn until {Until:yyyy-MM-dd HH:mm} UTC.");

/// <summary>The session's device signed in for the first time a short while ago.</summary>
public sealed record NewDeviceCoolOff(DateTimeOffset Until)
    : ForbiddenError("NEW_DEVICE_COOL_OFF", $"This device is new to your account: it can withdraw from {Until:yyyy-MM-dd HH:mm} UTC on. Devices that the account knows can at once.");

/// <summary>The account is frozen or closed.</summary>
public sealed record AccountNotActive()
    : ForbiddenError("ACCOUNT_NOT_ACTIVE", "The account is frozen or closed: nothing can be withdrawn or paid.")
{
    /// <summary>The rule: money leaves active accounts only.</summary>
    /// <returns>Why it does not leave this one; null when it may.</returns>
    internal static AccountNotActive? Of(ProfileDocument? profile) => profile is { Status: not AccountStatus.Active } ? new AccountNotActive() : null;
}
