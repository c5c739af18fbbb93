using System.Text.Json;
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

/// <summary>Somebody else works on it.</summary>
public sealed record CaseTaken()
    : ConflictError("CASE_TAKEN", "Somebody else has claimed this case. They can release it, and an officer can reassign it.");

/// <summary>Who shall work on it could not decide it.</summary>
public sealed record AssigneeUnfit(ApprovalQuorum Quorum)
    : UnprocessableError("ASSIGNEE_UNFIT", $"They could not decide this case, which needs: {string.Join(" and ", Quorum.Groups.Select(group => $"{group.Count} of {string.Join(" or ", group.Roles)}"))}.");

/// <summary>The case has as many notes as it takes.</summary>
public sealed record TooManyNotes(int Max) : ConflictError("TOO_MANY_NOTES", $"A case takes {Max} notes.");

/// <summary>Cases of this type are not decided so.</summary>
public sealed record VerdictUnfit(IReadOnlyList<CaseVerdict> Fit)
    : UnprocessableError("DECISION_UNFIT", $"This case is decided by one of: {string.Join(", ", Fit.Select(verdict => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{verdict}")))}.");

/// <summary>This must be shown, not only said.</summary>
public sealed record EvidenceMissing(CaseVerdict Verdict)
    : UnprocessableError("EVIDENCE_MISSING", Verdict == CaseVerdict.Complete ? "Completing needs evidence: the transaction and where it was seen." : "Refunding needs evidence: where it was seen that nothing was paid.");
