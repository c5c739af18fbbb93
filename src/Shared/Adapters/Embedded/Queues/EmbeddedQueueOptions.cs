using CryptoVault.Adapters.Embedded.Leases;

namespace CryptoVault.Adapters.Embedded.Queues;

/// <summary>Settings of the embedded message bus.</summary>
public sealed record EmbeddedQueueOptions
{
    /// <summary>The containers that declare the index <c>outbox</c>.</summary>
    public required IReadOnlyList<string> Containers { get; init; }

    /// <summary>
    /// The name of the lease under which one process delivers. Consumers of all queues run in one process, as one
    /// app; other processes on the same store only publish, or stand by.
    /// </summary>
    public string LeaseName { get; init; } = "queues";

    /// <summary>Times of the lease.</summary>
    public LeaseOptions Lease { get; init; } = new();

    /// <summary>After this many failed deliveries a message is dead-lettered (Service Bus's default).</summary>
    public int MaxDeliveries { get; init; } = 10;

    /// <summary>How long a received batch is locked unless it is renewed (Service Bus's default).</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most batches of one back-office queue (<see cref="Messaging.Queues.IsBackOffice"/>) that consumers hold at a time.</summary>
    public int BackOfficeBatches { get; init; } = 8;

    /// <summary>The same while any other queue has messages to handle: back-office work goes on, but with a small part of the machine.</summary>
    public int BackOfficeBatchesBesideOthers { get; init; } = 1;

    /// <summary>
    /// How long an abandoned message (and with it its session) rests before it is delivered again; doubles with each
    /// failure. Service Bus delivers again at once; here a fault of a second must not use up all deliveries.
    /// </summary>
    public TimeSpan RedeliveryDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest rest before a redelivery.</summary>
    public TimeSpan MaxRedeliveryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long ids of handled messages are remembered, so that a repetition is dropped.</summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most ids of handled messages remembered per queue.</summary>
    public int MaxRememberedIds { get; init; } = 20_000;

    /// <summary>How long finished documents are gathered before they are deleted together.</summary>
    public TimeSpan DeletionDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>How often the store is asked for documents that nobody announced here. It backs off by itself when it takes long.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Younger documents are left to the fast path.</summary>
    public TimeSpan SweepMinAge { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How far a sweep looks back behind the one before it, for commits that landed late.</summary>
    public TimeSpan SweepOverlap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a sweep looks at everything.</summary>
    public TimeSpan FullSweepEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What runs the bus's own work: the thread pool, or a simulation's single thread.</summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    internal Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler).Unwrap();
}
