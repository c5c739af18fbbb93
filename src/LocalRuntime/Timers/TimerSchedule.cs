using NCrontab;

namespace CryptoVault.LocalRuntime.Timers;

/// <summary>An NCRONTAB schedule with six fields, in UTC.</summary>
internal sealed class TimerSchedule
{
    private static readonly string[] FieldNames = ["second", "minute", "hour", "day", "month", "day of week"];
    private static readonly CrontabSchedule.ParseOptions Options = new() { IncludingSeconds = true };

    private readonly CrontabSchedule schedule;

    private TimerSchedule(string expression, CrontabSchedule schedule)
    {
        Expression = expression;
        this.schedule = schedule;
    }

    public string Expression { get; }

    /// <summary>The schedule of an expression, or what is wrong with it and where.</summary>
    public static (TimerSchedule? Schedule, string? Problem) Parse(string expression)
    {
        if (CrontabSchedule.TryParse(expression, Options) is { } schedule)
        {
            return (new TimerSchedule(expression, schedule), null);
        }

        var fields = Fields(expression).ToList();
        if (fields.Count != FieldNames.Length)
        {
            var where = fields.Count > FieldNames.Length ? fields[FieldNames.Length].Position : expression.Length + 1;
            return (null, $"'{expression}' is no NCRONTAB expression (position {where}): it has {fields.Count} fields; 6 are needed: {string.Join(", ", FieldNames)}.");
        }

        for (var i = 0; i < fields.Count; i++)
        {
            var alone = string.Join(' ', Enumerable.Range(0, FieldNames.Length).Select(n => n == i ? fields[i].Text : "*"));
            if (CrontabSchedule.TryParse(alone, Options) is null)
            {
                return (null, $"'{expression}' is no NCRONTAB expression (position {fields[i].Position}): '{fields[i].Text}' is no {FieldNames[i]}.");
            }
        }

        return (null, $"'{expression}' is no NCRONTAB expression.");
    }

    /// <summary>The first occurrence after a time.</summary>
    public DateTimeOffset After(DateTimeOffset time) => new(schedule.GetNextOccurrence(time.UtcDateTime), TimeSpan.Zero);

    /// <summary>
    /// True when occurrences lie more than a minute apart (judged by the next ones, as the Functions host does):
    /// only such schedules are monitored.
    /// </summary>
    public bool IsSlow(DateTimeOffset now)
    {
        var next = After(now);
        for (var i = 0; i < 5; i++)
        {
            var following = After(next);
            if (following - next < TimeSpan.FromMinutes(1))
            {
                return false;
            }

            next = following;
        }

        return true;
    }

    private static IEnumerable<(string Text, int Position)> Fields(string expression)
    {
        for (var start = 0; start < expression.Length;)
        {
            if (char.IsWhiteSpace(expression[start]))
            {
                start++;
                continue;
            }

            var end = start;
            while (end < expression.Length && !char.IsWhiteSpace(expression[end]))
            {
                end++;
            }

            yield return (expression[start..end], start + 1);
            start = end;
        }
    }
}
