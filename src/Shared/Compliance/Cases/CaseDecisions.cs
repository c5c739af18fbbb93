using CryptoVault.Accounts;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>How cases are decided: pure functions of the case, the command and the time.</summary>
internal static class CaseDecisions
{
    private static readonly CaseVerdict[] Approvals = [CaseVerdict.Approve, CaseVerdict.Reject];
    private static readonly CaseVerdict[] Dispositions = [CaseVerdict.Approve, CaseVerdict.Reject, CaseVerdict.Refund];
    private static readonly CaseVerdict[] Exits = [CaseVerdict.Retry, CaseVerdict.Complete, CaseVerdict.Refund];

    /// <summary>A reviewer decides. One millisecond before the case is due is in time; at that time it is too late.</summary>
    /// <param name="open">The case.</param>
    /// <param name="command">The decision.</param>
    /// <param name="roles">The reviewer's roles at this moment.</param>
    /// <param name="now">The time.</param>
    public static Result<CaseDocument> Decide(CaseDocument open, DecideCaseCommand command, RoleSet roles, DateTimeOffset now)
    {
        if (Refuse(open, command, roles, now) is { } refused)
        {
            return refused;
        }

        var decision = new CaseDecision(
            command.Reviewer.UserId, command.Reviewer.SessionId, roles.ToNames(), command.Verdict, command.Reason, StoredTime.Format(now))
        {
            ReasonCode = command.ReasonCode,
            Evidence = command.Evidence,
        };

        // Whoever decided is done with it; those who must decide besides may take it.
        var decided = open with { Decisions = [.. Kept(open, decision), decision], AssignedTo = null };
        return OutcomeOf(decided) is { } outcome
            ? Close(decided, outcome, now, command.Reviewer.UserId)
            : CaseWork.With(decided, CaseEventKind.Decided, command.Reviewer.UserId, now, $"{command.Verdict}");
    }

    /// <summary>What it was about ended by itself.</summary>
    public static CaseDocument Withdraw(CaseDocument document, DateTimeOffset now) =>
        document.Outcome is null ? Close(document, CaseOutcome.Withdrawn, now) : document;

    /// <summary>The version as <c>ETag</c> and <c>If-Match</c> name it.</summary>
    public static string VersionOf(CaseDocument document) => $"{document.Version}";

    /// <summary>The case, ended.</summary>
    public static CaseDocument Close(CaseDocument document, CaseOutcome outcome, DateTimeOffset now, string actor = CaseDocument.System) =>
        CaseWork.With(document with { Outcome = outcome, ClosedTime = StoredTime.Format(now) }, CaseEventKind.Closed, actor, now, $"{outcome}");

    private static Error? Refuse(CaseDocument open, DecideCaseCommand command, RoleSet roles, DateTimeOffset now)
    {
        var reviewer = command.Reviewer.UserId;
        if (!open.PresentQuorum.Admits(roles))
        {
            return new ApproverRoleMissing(open.PresentQuorum);
        }

        if (open.CustomerId == reviewer)
        {
            return new ApproverIsRequester();
        }

        if (VersionOf(open) != command.ExpectedVersion)
        {
            return new CaseChanged();
        }

        if (open.Outcome is { } outcome)
        {
            return new CaseClosed(outcome);
        }

        if (CaseTimes.IsDue(open, now))
        {
            return new CaseClosed(CaseOutcome.Expired);
        }

        var verdicts = open.CaseType switch
        {
            CaseType.WithdrawalReview => Exits,
            CaseType.DepositQuarantine => Dispositions,
            _ => Approvals,
        };
        if (!verdicts.Contains(command.Verdict))
        {
            return new VerdictUnfit(verdicts);
        }

        if ((open.CaseType == CaseType.WithdrawalReview && command.Evidence is null && command.Verdict is CaseVerdict.Complete or CaseVerdict.Refund)
            || (command.Verdict == CaseVerdict.Complete && command.Evidence?.TransactionId is null))
        {
            return new EvidenceMissing(command.Verdict);
        }

        if (open.AssignedTo is { } assignee && assignee != reviewer)
        {
            return new CaseTaken();
        }

        return open.Decisions.Any(decision => decision.ReviewerId == reviewer && Agrees(decision, command.Verdict, command.Evidence)) ? new AlreadyDecided() : null;
    }

    /// <summary>One person has one voice: on a way out of a review a later word replaces an earlier one.</summary>
    private static IEnumerable<CaseDecision> Kept(CaseDocument open, CaseDecision decision) => open.Decisions.Where(one => one.ReviewerId != decision.ReviewerId);

    /// <summary>A rejection is final; of a review those count who agree with the last one.</summary>
    private static CaseOutcome? OutcomeOf(CaseDocument document)
    {
        var last = document.Decisions[^1];
        if (last.Verdict == CaseVerdict.Reject)
        {
            return CaseOutcome.Rejected;
        }

        var agreeing = document.Decisions.Where(decision => Agrees(decision, last.Verdict, last.Evidence)).Select(decision => RoleSet.OfNames(decision.Roles));
        return document.PresentQuorum.IsMetBy([.. agreeing])
            ? last.Verdict switch
            {
                CaseVerdict.Approve => CaseOutcome.Approved,
                CaseVerdict.Retry => CaseOutcome.Retry,
                CaseVerdict.Complete => CaseOutcome.Complete,
                CaseVerdict.Refund => CaseOutcome.Refund,
                _ => throw new InvalidOperationException($"{last.Verdict} has no outcome."),
            }
            : null;
    }

    private static bool Agrees(CaseDecision decision, CaseVerdict verdict, CaseEvidence? evidence) =>
        decision.Verdict == verdict && (verdict != CaseVerdict.Complete || (decision.Evidence?.TransactionId == evidence?.TransactionId && decision.Evidence?.NetworkFee == evidence?.NetworkFee));
}
