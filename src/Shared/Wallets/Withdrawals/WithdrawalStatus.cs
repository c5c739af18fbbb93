namespace CryptoVault.Wallets.Withdrawals;

/// <summary>Where a withdrawal is.</summary>
public enum WithdrawalStatus
{
    /// <summary>Asked for; the money is held.</summary>
    Requested,
    /// <summary>Waits for the customer to confirm by mail.</summary>
    EmailConfirmation,
    /// <summary>Confirmed; the address is being checked.</summary>
    Screening,
    /// <summary>Checked; the policy is being asked.</summary>
    Policy,
    /// <summary>The policy allows it without a person.</summary>
    AutoApproved,
    /// <summary>Waits for reviewers.</summary>
    PendingApproval,
    /// <summary>Reviewers approved.</summary>
    Approved,
    /// <summary>Being handed to custody: from here on it cannot be canceled.</summary>
    Submitting,
    /// <summary>Custody took it.</summary>
    Broadcast,
    /// <summary>In a block.</summary>
    Confirming,
    /// <summary>Deep enough; the money is booked out.</summary>
    Completed,
    /// <summary>Refused by screening, policy or a reviewer; the money is free again.</summary>
    Rejected,
    /// <summary>Canceled by the customer; the money is free again.</summary>
    Canceled,
    /// <summary>Not confirmed or not approved in time; the money is free again.</summary>
    Expired,
    /// <summary>It is not paid and will not be; the money is free again.</summary>
    Failed,
    /// <summary>Nobody knows whether it is paid: people must find out; the money stays held.</summary>
    ManualReview,
}

/// <summary>Which way a withdrawal may go.</summary>
internal static class WithdrawalFlow
{
    /// <summary>True for states that nothing leaves.</summary>
    public static bool IsFinal(WithdrawalStatus status) => status is
        WithdrawalStatus.Completed or WithdrawalStatus.Rejected or WithdrawalStatus.Canceled or WithdrawalStatus.Expired or WithdrawalStatus.Failed;

    /// <summary>True until it is handed to custody.</summary>
    public static bool IsCancelable(WithdrawalStatus status) => status < WithdrawalStatus.Submitting;

    /// <summary>True when the step leads from one state to the other.</summary>
    public static bool Allows(WithdrawalStatus from, WithdrawalStatus to) => (from, to) switch
    {
        (_, WithdrawalStatus.Canceled) => IsCancelable(from),
        (< WithdrawalStatus.Submitting, WithdrawalStatus.Failed) => true, // an error of ours, before custody knows of it
        (WithdrawalStatus.ManualReview, WithdrawalStatus.Submitting or WithdrawalStatus.Broadcast or WithdrawalStatus.Completed or WithdrawalStatus.Failed) => true,
        (WithdrawalStatus.Requested, WithdrawalStatus.EmailConfirmation) => true,
        (WithdrawalStatus.EmailConfirmation, WithdrawalStatus.Screening or WithdrawalStatus.Expired) => true,
        (WithdrawalStatus.Screening, WithdrawalStatus.Policy or WithdrawalStatus.Rejected) => true,
        (WithdrawalStatus.Policy, WithdrawalStatus.AutoApproved or WithdrawalStatus.PendingApproval or WithdrawalStatus.Rejected) => true,
        (WithdrawalStatus.PendingApproval, WithdrawalStatus.Approved or WithdrawalStatus.Rejected or WithdrawalStatus.Expired) => true,
        (WithdrawalStatus.AutoApproved or WithdrawalStatus.Approved, WithdrawalStatus.Submitting) => true,
        (WithdrawalStatus.Submitting, WithdrawalStatus.Broadcast or WithdrawalStatus.Failed or WithdrawalStatus.ManualReview) => true,
        (WithdrawalStatus.Broadcast, WithdrawalStatus.Confirming or WithdrawalStatus.Completed or WithdrawalStatus.Failed or WithdrawalStatus.ManualReview) => true,
        (WithdrawalStatus.Confirming, WithdrawalStatus.Completed or WithdrawalStatus.Failed or WithdrawalStatus.ManualReview) => true,
        _ => false,
    };
}
