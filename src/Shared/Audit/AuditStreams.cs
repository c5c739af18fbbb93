namespace CryptoVault.Audit;

/// <summary>The chains of audit records. Each has one writer at a time and a chain per day.</summary>
public static class AuditStreams
{
    /// <summary>Sign-in, second factors, sessions, keys: what users do with their own access.</summary>
    public const string Access = "access";

    /// <summary>Roles, levels, set-up, markets, keys of the service: what administrators change.</summary>
    public const string Administration = "administration";

    /// <summary>Cases and decisions on them.</summary>
    public const string Compliance = "compliance";

    /// <summary>Withdrawals, adjustments, checks of the ledger.</summary>
    public const string Treasury = "treasury";

    /// <summary>Staff reading customers' data and this log.</summary>
    public const string DataAccess = "data-access";

    /// <summary>Alerts of the threat monitoring.</summary>
    public const string Security = "security";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Access, Administration, Compliance, Treasury, DataAccess, Security];
}

/// <summary>What is recorded, by name.</summary>
public static class AuditActions
{
    /// <summary>An account was registered.</summary>
    public const string AccountRegistered = "account.registered";
    /// <summary>An address was proved.</summary>
    public const string EmailVerified = "account.email-verified";
    /// <summary>Somebody signed in.</summary>
    public const string SignedIn = "sign-in.succeeded";
    /// <summary>A sign-in failed: unknown address, wrong password or wrong code.</summary>
    public const string SignInFailed = "sign-in.failed";
    /// <summary>A sign-in failed, and sign-in is locked for a while.</summary>
    public const string SignInLocked = "sign-in.locked";
    /// <summary>Somebody signed out.</summary>
    public const string SignedOut = "session.signed-out";
    /// <summary>A spent refresh token came again, and its session was ended.</summary>
    public const string RefreshTokenReused = "session.refresh-token-reused";
    /// <summary>A second factor was set up and waits for its first code.</summary>
    public const string SecondFactorSetUp = "second-factor.set-up";
    /// <summary>A second factor was put in force.</summary>
    public const string SecondFactorEnabled = "second-factor.enabled";
    /// <summary>A second factor was given up.</summary>
    public const string SecondFactorDisabled = "second-factor.disabled";
    /// <summary>A code or password was wrong where one was asked for within a session.</summary>
    public const string SecondFactorFailed = "second-factor.failed";
    /// <summary>A fresh proof of the second factor was given.</summary>
    public const string SecondFactorProved = "second-factor.proved";
    /// <summary>New recovery codes were made.</summary>
    public const string RecoveryCodesRenewed = "second-factor.recovery-codes-renewed";
    /// <summary>An API key was made.</summary>
    public const string ApiKeyCreated = "api-key.created";
    /// <summary>An API key was deleted.</summary>
    public const string ApiKeyDeleted = "api-key.deleted";

    /// <summary>A session was ended from another.</summary>
    public const string SessionEnded = "session.ended";
    /// <summary>All sessions were ended.</summary>
    public const string AllSessionsEnded = "session.all-ended";
    /// <summary>A lock of sign-in was lifted.</summary>
    public const string SignInUnlocked = "sign-in.unlocked";
    /// <summary>The password was changed with the old one.</summary>
    public const string PasswordChanged = "password.changed";
    /// <summary>The password was reset by mail.</summary>
    public const string PasswordReset = "password.reset";
    /// <summary>A change of the address was asked for.</summary>
    public const string EmailChangeAsked = "email.change-asked";
    /// <summary>The address was changed.</summary>
    public const string EmailChanged = "email.changed";
    /// <summary>A passkey was added.</summary>
    public const string PasskeyAdded = "passkey.added";
    /// <summary>A passkey was removed.</summary>
    public const string PasskeyRemoved = "passkey.removed";
    /// <summary>The account was frozen by "this was not me".</summary>
    public const string AccountFrozen = "account.frozen";
    /// <summary>Consents were given.</summary>
    public const string Consented = "consent.given";
    /// <summary>The own data were changed.</summary>
    public const string ProfileChanged = "profile.changed";

    /// <summary>A payment was refused because screening found a name.</summary>
    public const string TransferRefused = "transfer.refused";
    /// <summary>A privileged role was asked for; another administrator decides.</summary>
    public const string RoleAsked = "role.asked-for";
    /// <summary>Somebody was invited to the staff.</summary>
    public const string StaffInvited = "staff.invited";
    /// <summary>An invitation was accepted: its account has a password.</summary>
    public const string InvitationAccepted = "staff.invitation-accepted";
    /// <summary>A role was given.</summary>
    public const string RoleGranted = "role.granted";
    /// <summary>A role was taken.</summary>
    public const string RoleRevoked = "role.revoked";
    /// <summary>An account was closed, or opened again.</summary>
    public const string AccountStatusSet = "account.status-set";
    /// <summary>The KYC level was set by hand.</summary>
    public const string KycLevelSet = "kyc-level.set";
    /// <summary>A set-up code for the first administrator was made.</summary>
    public const string AdminSetupOffered = "admin-setup.offered";
    /// <summary>A wrong or expired set-up code was sent.</summary>
    public const string AdminSetupRefused = "admin-setup.refused";
    /// <summary>Somebody with the code began to become the first administrator.</summary>
    public const string AdminSetupClaimed = "admin-setup.claimed";
    /// <summary>The set-up was closed for ever.</summary>
    public const string AdminSetupClosed = "admin-setup.closed";
    /// <summary>A break-glass code was used: a new account becomes administrator after a delay.</summary>
    public const string BreakGlassUsed = "break-glass.used";
    /// <summary>An administrator stopped a break-glass.</summary>
    public const string BreakGlassStopped = "break-glass.stopped";
    /// <summary>The removal of a lost second factor was asked for; staff decide.</summary>
    public const string FactorResetAsked = "second-factor.reset-asked";
    /// <summary>Somebody approved what takes two people.</summary>
    public const string FourEyesApproved = "four-eyes.approved";
    /// <summary>Somebody refused what takes two people, or took the own request back.</summary>
    public const string FourEyesRejected = "four-eyes.rejected";
    /// <summary>Access tokens are signed by a new key.</summary>
    public const string SigningKeyRotated = "signing-key.rotated";
    /// <summary>The fee tables were replaced.</summary>
    public const string FeesChanged = "fees.changed";
    /// <summary>A customer's own fee rates were replaced.</summary>
    public const string UserFeesChanged = "fees.user-changed";
    /// <summary>An asset was added or changed, or how it moves over a network.</summary>
    public const string AssetsChanged = "assets.changed";
    /// <summary>A market was created.</summary>
    public const string MarketCreated = "market.created";
    /// <summary>A market was opened, restricted or halted.</summary>
    public const string MarketChanged = "market.changed";
    /// <summary>A draft of the withdrawal policy was written.</summary>
    public const string PolicyDrafted = "withdrawal-policy.drafted";
    /// <summary>The draft of the withdrawal policy was thrown away.</summary>
    public const string PolicyDraftDiscarded = "withdrawal-policy.draft-discarded";
    /// <summary>A version of the withdrawal policy was put in force.</summary>
    public const string PolicyPublished = "withdrawal-policy.published";
    /// <summary>A new key-encryption key was put in force.</summary>
    public const string KeysRotated = "keys.rotated";
    /// <summary>A customer's data key was destroyed.</summary>
    public const string PersonalDataErased = "personal-data.erased";

    /// <summary>A case was opened.</summary>
    public const string CaseOpened = "case.opened";
    /// <summary>A reviewer decided on a case.</summary>
    public const string CaseDecided = "case.decided";
    /// <summary>A case ended without a decision.</summary>
    public const string CaseEnded = "case.ended";
    /// <summary>A reviewer took a case.</summary>
    public const string CaseClaimed = "case.claimed";
    /// <summary>A case was given back.</summary>
    public const string CaseReleased = "case.released";
    /// <summary>A case was given to somebody else.</summary>
    public const string CaseReassigned = "case.reassigned";
    /// <summary>A note was written on a case.</summary>
    public const string CaseNoted = "case.noted";
    /// <summary>Reviewers were reminded of a case.</summary>
    public const string CaseReminded = "case.reminded";
    /// <summary>The next role was asked to decide a case.</summary>
    public const string CaseEscalated = "case.escalated";

    /// <summary>An address was added to an address book, and waits for its confirmation.</summary>
    public const string AddressAdded = "address-book.added";
    /// <summary>An address of an address book was confirmed.</summary>
    public const string AddressConfirmed = "address-book.confirmed";
    /// <summary>An address was proved to be its customer's own.</summary>
    public const string AddressProved = "address-book.proved";
    /// <summary>An address was removed from an address book.</summary>
    public const string AddressRemoved = "address-book.removed";
    /// <summary>"Whitelist only" was switched on, or off after a delay.</summary>
    public const string WhitelistOnlyChanged = "address-book.whitelist-only-changed";

    /// <summary>A deposit came into another state.</summary>
    public const string DepositMoved = "deposit.moved";
    /// <summary>A withdrawal was asked for.</summary>
    public const string WithdrawalRequested = "withdrawal.requested";
    /// <summary>A withdrawal came into another state.</summary>
    public const string WithdrawalMoved = "withdrawal.moved";
    /// <summary>The confirmation mail of a withdrawal was sent again.</summary>
    public const string ConfirmationResent = "withdrawal.confirmation-resent";
    /// <summary>Submissions of withdrawals were paused.</summary>
    public const string WithdrawalsPaused = "withdrawals.paused";
    /// <summary>Submissions of withdrawals were resumed.</summary>
    public const string WithdrawalsResumed = "withdrawals.resumed";
    /// <summary>The fee of a withdrawal's transaction was raised.</summary>
    public const string FeeBumped = "withdrawal.fee-bumped";
    /// <summary>An adjustment was proposed.</summary>
    public const string AdjustmentProposed = "adjustment.proposed";
    /// <summary>An adjustment was approved, rejected or expired.</summary>
    public const string AdjustmentEnded = "adjustment.ended";
    /// <summary>The ledger was checked on demand.</summary>
    public const string LedgerVerified = "ledger.verified";
    /// <summary>The ledger was reconciled on demand.</summary>
    public const string LedgerReconciled = "ledger.reconciled";
    /// <summary>A proof of liabilities was made on demand.</summary>
    public const string LiabilitiesPublished = "liabilities.published";

    /// <summary>Staff read something about customers, or this log.</summary>
    public const string DataRead = "data.read";
    /// <summary>The audit chain was checked on demand.</summary>
    public const string AuditVerified = "audit.verified";

    /// <summary>The threat monitoring raised an alert.</summary>
    public const string AlertRaised = "alert.raised";

    /// <summary>The first record of a day: the sealed head of the day before.</summary>
    public const string DaySealed = "audit.day-sealed";
}
