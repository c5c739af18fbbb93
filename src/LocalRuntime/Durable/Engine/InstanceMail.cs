using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.Storage;

namespace CryptoVault.LocalRuntime.Durable.Engine;

/// <summary>What reaches an instance in memory. All of it can be lost: what matters is in the store, or is done again.</summary>
internal abstract record InstanceMail;

/// <summary>Look whether there is something to do: a start, a due timer, work left by a process before.</summary>
internal sealed record WakeMail : InstanceMail
{
    public static WakeMail Instance { get; } = new();
}

/// <summary>The head of the instance was replaced by a client; look at the store again.</summary>
/// <param name="Generation">The generation that it is in now, as far as is known.</param>
internal sealed record ReplacedMail(int Generation) : InstanceMail;

/// <summary>Something lies in the inbox that this process did not see being written.</summary>
internal sealed record InboxChangedMail : InstanceMail;

/// <summary>A document of the inbox.</summary>
internal sealed record InboxMail(InboxDocument Document, string ETag) : InstanceMail
{
    public DateTimeOffset At { get; } = StoredTime.Parse(Document.WorkAt);
}

/// <summary>An activity ended. The turn that takes it in is what makes it durable; before that the activity may run again.</summary>
internal sealed record ActivityMail(int Generation, int Task, string? Payload, FailureRecord? Failure, DateTimeOffset At) : InstanceMail;

/// <summary>The orchestrator awaited what is no durable task.</summary>
internal sealed record ForeignWorkMail(OrchestrationExecution Execution) : InstanceMail;
