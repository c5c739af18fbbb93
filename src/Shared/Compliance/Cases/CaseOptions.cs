namespace CryptoVault.Compliance.Cases;

/// <summary>Times of cases, configured under <c>Compliance:Cases</c>.</summary>
public sealed record CaseOptions
{
    /// <summary>How soon a case should be decided.</summary>
    public TimeSpan Sla { get; init; } = TimeSpan.FromHours(4);

    /// <summary>When whoever may decide is reminded by mail, after the case was opened; in order. None for the defaults: 4 and 12 hours.</summary>
    public IReadOnlyList<TimeSpan> RemindAfter { get; init; } = [];

    /// <summary>When the next role is asked, after the case was opened.</summary>
    public TimeSpan EscalateAfter { get; init; } = TimeSpan.FromHours(16);

    /// <summary>Most people whom one reminder is mailed to.</summary>
    public int MaxMails { get; init; } = 20;

    private static readonly TimeSpan[] DefaultReminders = [TimeSpan.FromHours(4), TimeSpan.FromHours(12)];

    /// <summary>When reminders are due.</summary>
    public IReadOnlyList<TimeSpan> Reminders => RemindAfter.Count > 0 ? RemindAfter : DefaultReminders;
}
