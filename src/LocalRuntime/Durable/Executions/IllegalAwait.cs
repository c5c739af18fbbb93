namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>The orchestrator awaited something that is no durable task, or used its context outside its own thread.</summary>
internal static class IllegalAwait
{
    /// <summary>The text of the real worker, with what to do about it.</summary>
    public const string Message =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator function's "
        + "implementation or by middleware that invokes asynchronous code. An orchestrator may await only tasks that it got from its "
        + "TaskOrchestrationContext (and combinations of them), without ConfigureAwait(false).";

    public static InvalidOperationException Exception() => new(Message);
}
