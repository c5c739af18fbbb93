namespace CryptoVault.LocalRuntime.Operations;

/// <summary>What the page after an action says. The address carries a notice's name, never its text.</summary>
internal static class Notices
{
    public const string Key = "notice";

    public const string Resubmitted = "resubmitted";
    public const string Deleted = "deleted";
    public const string Gone = "gone";
    public const string Ran = "ran";
    public const string RunFailed = "run-failed";
    public const string Elsewhere = "elsewhere";
    public const string StillRunning = "still-running";

    /// <summary>The text of a notice; null when there is none of the name.</summary>
    public static string? TextOf(string? name) => name switch
    {
        Resubmitted => "The message is in its queue again.",
        Deleted => "The dead letter is deleted.",
        Gone => "It is not there any more.",
        Ran => "The timer ran.",
        RunFailed => "The timer ran and failed; its error stands in the table.",
        Elsewhere => "Another process runs the timers of this store; run it there.",
        StillRunning => "The timer is started and still runs.",
        _ => null,
    };
}
