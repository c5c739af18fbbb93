using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the parameter of a function that runs by a schedule.</summary>
/// <param name="schedule">
/// NCRONTAB with six fields (second, minute, hour, day, month, day of week), or <c>%Name%</c> for a setting's value.
/// </param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The schedule.</summary>
    public string Schedule { get; private set; } = schedule;

    /// <summary>True (the default) to keep the last run, so that a run that was missed while the app was down is caught up.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>True to run also when the app starts.</summary>
    public bool RunOnStartup { get; set; }
}
