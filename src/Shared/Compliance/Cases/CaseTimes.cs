using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>What time does to a case: pure functions of the case and the time.</summary>
internal static class CaseTimes
{
    /// <summary>What a look at a case did to it.</summary>
    /// <param name="Document">The case; the same as before when nothing was due.</param>
    /// <param name="Call">Who is to be told what; null for nobody.</param>
    public readonly record struct Look(CaseDocument Document, CaseEventKind? Call);

    /// <summary>True when nobody can decide it any more. Manual reviews and incidents have no end: people must act.</summary>
    public static bool IsDue(CaseDocument document, DateTimeOffset now) =>
        document.CaseType is not (CaseType.WithdrawalReview or CaseType.DepositReversal) && now >= StoredTime.Parse(document.CaseDue);

    /// <summary>What is due at a time: the end, the escalation or a reminder; reminders that were missed are one.</summary>
    public static Look At(CaseDocument document, CaseOptions options, DateTimeOffset now)
    {
        if (document.Outcome is not null)
        {
            return new Look(document, null);
        }

        if (IsDue(document, now))
        {
            return new Look(CaseDecisions.Close(document, CaseOutcome.Expired, now), null);
        }

        var age = now - StoredTime.Parse(document.CreatedTime);
        var reminders = options.Reminders.Count(after => after <= age);
        if (document.EscalatedTime is null && age >= options.EscalateAfter)
        {
            // Whoever had it did not decide: everybody may take it.
            var escalated = document with
            {
                EscalatedTime = StoredTime.Format(now), AssignedTo = null, Reminders = Math.Max(reminders, document.Reminders), CasePriority = Math.Min(document.CasePriority, UrgentPriority),
            };
            return new Look(CaseWork.With(escalated, CaseEventKind.Escalated, CaseDocument.System, now), CaseEventKind.Escalated);
        }

        return reminders > document.Reminders
            ? new Look(CaseWork.With(document with { Reminders = reminders }, CaseEventKind.Reminded, CaseDocument.System, now), CaseEventKind.Reminded)
            : new Look(document, null);
    }

    /// <summary>When something is due next; null when nothing will be.</summary>
    public static DateTimeOffset? NextTime(CaseDocument document, CaseOptions options)
    {
        if (document.Outcome is not null)
        {
            return null;
        }

        var created = StoredTime.Parse(document.CreatedTime);
        DateTimeOffset?[] times =
        [
            document.CaseType == CaseType.WithdrawalReview ? null : StoredTime.Parse(document.CaseDue),
            document.EscalatedTime is null ? created + options.EscalateAfter : null,
            document.Reminders < options.Reminders.Count ? created + options.Reminders[document.Reminders] : null,
        ];
        return times.Min();
    }

    /// <summary>The priority of an escalated case.</summary>
    public const int UrgentPriority = 10;
}
