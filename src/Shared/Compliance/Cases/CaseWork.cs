using CryptoVault.Accounts.Access;
using CryptoVault.Accounts;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>The work on a case besides deciding it: pure functions of the case, the command and the time.</summary>
internal static class CaseWork
{
    /// <summary>Most notes that a case takes.</summary>
    public const int MaxNotes = 100;

    /// <summary>Who may give a case to somebody else.</summary>
    public static readonly RoleSet Dispatchers = RoleSet.Of(Role.ComplianceOfficer, Role.Admin);

    /// <summary>Somebody takes it; taking it again changes nothing.</summary>
    public static Result<CaseDocument> Claim(CaseDocument document, Caller reviewer, DateTimeOffset now)
    {
        if (Refuse(document, reviewer) is { } refused)
        {
            return refused;
        }

        if (document.AssignedTo == reviewer.UserId)
        {
            return document;
        }

        return document.AssignedTo is not null
            ? new CaseTaken()
            : With(document with { AssignedTo = reviewer.UserId }, CaseEventKind.Claimed, reviewer.UserId, now);
    }

    /// <summary>Who has it gives it back, or an officer takes it from whoever has it.</summary>
    public static Result<CaseDocument> Release(CaseDocument document, Caller reviewer, DateTimeOffset now)
    {
        if (document.Outcome is { } outcome)
        {
            return new CaseClosed(outcome);
        }

        if (document.AssignedTo is not { } assignee)
        {
            return document;
        }

        return assignee != reviewer.UserId && !Dispatchers.Overlaps(reviewer.Roles)
            ? new CaseTaken()
            : With(document with { AssignedTo = null }, CaseEventKind.Released, reviewer.UserId, now, assignee);
    }

    /// <summary>An officer gives it to somebody who may decide it.</summary>
    public static Result<CaseDocument> Reassign(CaseDocument document, Caller officer, string userId, RoleSet roles, DateTimeOffset now)
    {
        if (document.Outcome is { } outcome)
        {
            return new CaseClosed(outcome);
        }

        if (document.SubjectUserId == userId)
        {
            return new ApproverIsRequester();
        }

        if (!document.PresentQuorum.Admits(roles))
        {
            return new AssigneeUnfit(document.PresentQuorum);
        }

        return document.AssignedTo == userId
            ? document
            : With(document with { AssignedTo = userId }, CaseEventKind.Reassigned, officer.UserId, now, userId);
    }

    /// <summary>Somebody writes a note.</summary>
    public static Result<CaseDocument> Note(CaseDocument document, Caller author, string text, DateTimeOffset now)
    {
        if (document.SubjectUserId == author.UserId)
        {
            return new ApproverIsRequester();
        }

        return document.Notes.Count >= MaxNotes
            ? new TooManyNotes(MaxNotes)
            : With(
                document with { Notes = [.. document.Notes, new CaseNote(author.UserId, text, StoredTime.Format(now))] },
                CaseEventKind.Noted, author.UserId, now);
    }

    /// <summary>The case with an event, a version later, in the state that follows from the rest of it.</summary>
    public static CaseDocument With(CaseDocument document, CaseEventKind kind, string actor, DateTimeOffset now, string? detail = null) => document with
    {
        State = StateOf(document),
        Version = document.Version + 1,
        Events = [.. document.Events, new CaseEvent(kind, StoredTime.Format(now), actor) { Detail = detail }],
    };

    private static CaseState StateOf(CaseDocument document) => document switch
    {
        { Outcome: not null } => CaseState.Closed,
        { EscalatedTime: not null } => CaseState.Escalated,
        { Decisions.Count: > 0, AssignedTo: null } => CaseState.Waiting,
        { AssignedTo: not null } => CaseState.InProgress,
        _ => CaseState.Open,
    };

    private static Error? Refuse(CaseDocument document, Caller reviewer) => document switch
    {
        _ when !document.PresentQuorum.Admits(reviewer.Roles) => new ApproverRoleMissing(document.PresentQuorum),
        _ when document.SubjectUserId == reviewer.UserId => new ApproverIsRequester(),
        { Outcome: { } outcome } => new CaseClosed(outcome),
        _ => null,
    };
}
