using CryptoVault.Results;

namespace CryptoVault.Compliance.Cases;

/// <summary>There is no such case.</summary>
public sealed record CaseNotFound() : NotFoundError("CASE_NOT_FOUND", "There is no such case.");

/// <summary>The case is decided, or its time is over; nothing is changed.</summary>
public sealed record CaseClosed(CaseOutcome Outcome)
    : ConflictError("CASE_CLOSED", $"The case is closed: {Outcome}.");

/// <summary>Somebody changed the case since it was read; nothing is changed.</summary>
public sealed record CaseChanged()
    : Error(ErrorKind.PreconditionFailed, "VERSION_MISMATCH", "The case was changed since you read it. Read it again.");

/// <summary>Nobody approves what is theirs.</summary>
public sealed record ApproverIsRequester()
    : ForbiddenError("APPROVER_IS_REQUESTER", "Who asked for it may not decide on it.");

/// <summary>One person has one voice.</summary>
public sealed record AlreadyDecided()
    : ConflictError("ALREADY_DECIDED", "You have decided on this case before; another person must.");

/// <summary>The case asks for people with other roles.</summary>
public sealed record ApproverRoleMissing(ApprovalQuorum Quorum)
    : ForbiddenError(
        "APPROVER_ROLE_MISSING",
        $"This case is decided by: {string.Join(" and ", Quorum.Groups.Select(group => $"{group.Count} of {string.Join(" or ", group.Roles)}"))}.");
