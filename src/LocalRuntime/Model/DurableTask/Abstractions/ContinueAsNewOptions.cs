namespace Microsoft.DurableTask;

/// <summary>How an orchestration starts over.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next run.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody waited for go over to the next run.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;
}
