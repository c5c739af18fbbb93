namespace Microsoft.Azure.Functions.Worker;

/// <summary>The state of a timer at an invocation.</summary>
public class TimerInfo
{
    /// <summary>The schedule's state; null when the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>True when the invocation makes up for a missed one.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>The state of a timer's schedule.</summary>
public class ScheduleStatus
{
    /// <summary>The last occurrence.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next occurrence.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this record was last written.</summary>
    public DateTime LastUpdated { get; set; }
}
