using CryptoVault.Results;

namespace CryptoVault.Ledger.Adjustments;

/// <summary>There is no such adjustment.</summary>
public sealed record AdjustmentNotFound() : NotFoundError("ADJUSTMENT_NOT_FOUND", "There is no such adjustment.");

/// <summary>There is no such customer.</summary>
public sealed record AdjustmentCustomerNotFound() : UnprocessableError("CUSTOMER_NOT_FOUND", "There is no customer of that id.");

/// <summary>Somebody decided before, or its time is over; nothing is changed.</summary>
public sealed record AdjustmentClosed(AdjustmentStatus Status) : ConflictError("ADJUSTMENT_CLOSED", $"The adjustment is over: {Status}.");

/// <summary>It was changed since it was read; nothing is changed.</summary>
public sealed record AdjustmentChanged()
    : Error(ErrorKind.PreconditionFailed, "VERSION_MISMATCH", "The adjustment was changed since you read it. Read it again.");

/// <summary>Four eyes: who proposed it does not approve it.</summary>
public sealed record ApproverIsProposer() : ForbiddenError("APPROVER_IS_PROPOSER", "You proposed this adjustment; another person must approve it.");

/// <summary>Nobody decides on their own money.</summary>
public sealed record ApproverIsBeneficiary() : ForbiddenError("APPROVER_IS_BENEFICIARY", "This adjustment touches your own money; another person must decide on it.");

/// <summary>Treasury and administrators adjust, nobody else.</summary>
public sealed record AdjusterRoleMissing() : ForbiddenError("ADJUSTER_ROLE_MISSING", "Adjustments are made by: treasury or admin.");
