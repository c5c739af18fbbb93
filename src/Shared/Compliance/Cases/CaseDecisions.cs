using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>What happens to a case: pure functions of the case, the command and the time.</summary>
internal static class CaseDecisions
{
    /// <summary>A reviewer decides. One millisecond before the case is due is in time; at that time it is too late.</summary>
    public static Result<CaseDocument> Decide(CaseDocument open, Caller reviewer, CaseVerdict verdict, string reason, string expectedVersion, DateTimeOffset now)
    {
        if (!open.Quorum.Admits(reviewer.Roles))
        {
            return new ApproverRoleMissing(open.Quorum);
        }

        if ((open.Withdrawal?.UserId ?? open.Deposit?.UserId) == reviewer.UserId)
        {
            return new ApproverIsRequester();
        }

        if (VersionOf(open) != expectedVersion)
        {
            return new CaseChanged();
        }

        if (open.Outcome is { } outcome)
        {
            return new CaseClosed(outcome);
        }

        if (IsDue(open, now))
        {
            return new CaseClosed(CaseOutcome.Expired);
        }

        if (open.Decisions.Any(decision => decision.ReviewerId == reviewer.UserId))
        {
            return new AlreadyDecided();
        }

        var decided = open with
        {
            Version = open.Version + 1,
            Decisions = [.. open.Decisions, new CaseDecision(reviewer.UserId, reviewer.SessionId, reviewer.Roles.ToNames(), verdict, reason, StoredTime.Format(now))],
        };
        if (verdict == CaseVerdict.Reject)
        {
            return Close(decided, CaseOutcome.Rejected, now);
        }

        return decided.Quorum.IsMetBy([.. decided.Decisions.Select(decision => RoleSet.OfNames(decision.Roles))])
            ? Close(decided, CaseOutcome.Approved, now)
            : decided;
    }

    /// <summary>The case at a time: one that nobody decided until it was due is over.</summary>
    public static CaseDocument ExpireIfDue(CaseDocument document, DateTimeOffset now) =>
        document.Outcome is null && IsDue(document, now) ? Close(document with { Version = document.Version + 1 }, CaseOutcome.Expired, now) : document;

    /// <summary>What the case was about ended by itself.</summary>
    public static CaseDocument Withdraw(CaseDocument document, DateTimeOffset now) =>
        document.Outcome is null ? Close(document with { Version = document.Version + 1 }, CaseOutcome.Withdrawn, now) : document;

    /// <summary>The version as <c>ETag</c> and <c>If-Match</c> name it.</summary>
    public static string VersionOf(CaseDocument document) => $"{document.Version}";

    private static bool IsDue(CaseDocument document, DateTimeOffset now) => now >= StoredTime.Parse(document.CaseDue);

    private static CaseDocument Close(CaseDocument document, CaseOutcome outcome, DateTimeOffset now) =>
        document with { State = CaseState.Closed, Outcome = outcome, ClosedTime = StoredTime.Format(now) };
}
