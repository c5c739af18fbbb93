namespace CryptoVault.Compliance.Cases;

/// <summary>What a case is about.</summary>
public enum CaseType
{
    /// <summary>Somebody must approve a withdrawal.</summary>
    WithdrawalApproval,
    /// <summary>Nobody knows whether a withdrawal is paid: people must find out, and choose the way on.</summary>
    WithdrawalReview,
    /// <summary>Somebody must decide whether a customer gets a deposit.</summary>
    DepositQuarantine,
    /// <summary>The chain took a credited deposit back: an incident that somebody must look after.</summary>
    DepositReversal,
}

/// <summary>Where a case is. It follows from the case's other members (see <see cref="CaseWork"/>).</summary>
public enum CaseState
{
    /// <summary>Nobody works on it.</summary>
    Open,
    /// <summary>Somebody claimed it.</summary>
    InProgress,
    /// <summary>Somebody decided, and it waits for the others who must.</summary>
    Waiting,
    /// <summary>It stood for too long: the next role may decide, too.</summary>
    Escalated,
    /// <summary>It is over; <see cref="CaseDocument.Outcome"/> says how.</summary>
    Closed,
}

/// <summary>How a case ended.</summary>
public enum CaseOutcome
{
    /// <summary>Everybody needed approved.</summary>
    Approved,
    /// <summary>Somebody rejected.</summary>
    Rejected,
    /// <summary>Nobody decided in time.</summary>
    Expired,
    /// <summary>What it was about ended by itself, such as a withdrawal that its customer canceled.</summary>
    Withdrawn,
    /// <summary>The payment is tried again.</summary>
    Retry,
    /// <summary>The payment was made, as the evidence shows.</summary>
    Complete,
    /// <summary>The payment was not made, as the evidence shows, and the money is given back.</summary>
    Refund,
}

/// <summary>What a reviewer says.</summary>
public enum CaseVerdict
{
    /// <summary>Yes.</summary>
    Approve,
    /// <summary>No.</summary>
    Reject,
    /// <summary>Try the payment again.</summary>
    Retry,
    /// <summary>It was paid: book it.</summary>
    Complete,
    /// <summary>It was not paid and will not be: give the money back.</summary>
    Refund,
}

/// <summary>Why a reviewer decides so, in a word that can be counted; the reason says it in full.</summary>
public enum CaseReasonCode
{
    /// <summary>None of the others.</summary>
    Other,
    /// <summary>Customer and address are known.</summary>
    KnownCustomer,
    /// <summary>The customer was called and confirmed it.</summary>
    CustomerContacted,
    /// <summary>Documents show where the money comes from or goes to.</summary>
    DocumentsChecked,
    /// <summary>It does not fit the customer.</summary>
    UnusualBehaviour,
    /// <summary>The address or its owner is suspect.</summary>
    SuspectAddress,
    /// <summary>Signs that somebody else uses the account.</summary>
    AccountTakeover,
    /// <summary>The chain or custody shows the payment.</summary>
    PaymentSeen,
    /// <summary>The chain and custody show no payment.</summary>
    PaymentNotSeen,
}

/// <summary>What happened to a case.</summary>
public enum CaseEventKind
{
    /// <summary>It was opened.</summary>
    Opened,
    /// <summary>Somebody took it.</summary>
    Claimed,
    /// <summary>Who had it gave it back.</summary>
    Released,
    /// <summary>It was given to somebody.</summary>
    Reassigned,
    /// <summary>Somebody wrote a note.</summary>
    Noted,
    /// <summary>Somebody decided.</summary>
    Decided,
    /// <summary>Whoever may decide was reminded.</summary>
    Reminded,
    /// <summary>The next role was asked.</summary>
    Escalated,
    /// <summary>It ended.</summary>
    Closed,
}
