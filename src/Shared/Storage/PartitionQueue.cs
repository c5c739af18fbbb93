using CryptoVault.Results;
using CryptoVault.Streams.UserEvents;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Storage;

/// <summary>One partition's decisions: waiting ones, what is known of its documents, and the loop that decides and commits.</summary>
internal sealed class PartitionQueue(Partitions owner, PartitionKey partition)
{
    private readonly Lock gate = new();
    private readonly PartitionMemory loaded = [];
    private readonly UserSequence sequence = new();
    private List<PartitionCommand> waiting = [];
    private List<PartitionCommand> taken = [];
    private bool running;
    private bool retired;
    private volatile bool forget;

    public long LastUsed { get; private set; }

    public bool TryEnqueue(PartitionCommand command)
    {
        lock (gate)
        {
            if (retired)
            {
                return false;
            }

            LastUsed = owner.Clock.GetTimestamp();
            if (waiting.Count >= owner.Options.MaxWaitingPerPartition)
            {
                command.Refuse(new ServiceUnavailable("Too many requests are waiting for this account.", TimeSpan.FromSeconds(1)));
                return true;
            }

            waiting.Add(command);
            if (running)
            {
                return true;
            }

            running = true;
        }

        if (owner.Options.Scheduler == TaskScheduler.Default)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.RunAsync(), this, preferLocal: true);
        }
        else
        {
            _ = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, owner.Options.Scheduler);
        }

        return true;
    }

    public bool TryRetire()
    {
        lock (gate)
        {
            retired = !running && waiting.Count == 0;
            return retired;
        }
    }

    public void ForgetDocuments() => forget = true;

    private async Task RunAsync()
    {
        while (true)
        {
            List<PartitionCommand> commands;
            lock (gate)
            {
                if (waiting.Count == 0)
                {
                    running = false;
                    return;
                }

                (waiting, taken) = (taken, waiting);
                commands = taken;
            }

            var position = 0;
            while (position < commands.Count)
            {
                position = await RunGroupAsync(commands, position);
            }

            commands.Clear();
        }
    }

    /// <summary>Decides and commits as many commands as fit into one batch, from <paramref name="start"/>; returns where the next group starts.</summary>
    private async Task<int> RunGroupAsync(List<PartitionCommand> commands, int start)
    {
        var group = new PartitionGroup(owner, partition, loaded, sequence);
        var end = start;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (forget || !owner.Options.ExclusiveProcess || attempt > 1 || loaded.Count > owner.Options.MaxDocumentsPerPartition)
                {
                    if (forget)
                    {
                        sequence.Forget();
                    }

                    forget = false;
                    loaded.Clear();
                }

                // From the second conflict on each decision stands alone, so that one that always conflicts harms only itself.
                var last = attempt <= 2 ? commands.Count : start + 1;
                var decided = await group.DecideAsync(commands, start, last);
                end = decided ?? last;
                var outcome = decided is null
                    ? new CommitResult(CommitStatus.PreconditionFailed) { Reason = "Another process wrote between two reads." }
                    : await group.CommitAsync();
                if (outcome.IsCommitted)
                {
                    // Handing over to the bus starts before the answers go out, but answers never wait for a slow bus.
                    var publishing = group.PublishAsync();
                    group.Announce();
                    for (var i = start; i < end; i++)
                    {
                        group.Complete(commands[i]);
                    }

                    await publishing;
                    return end;
                }

                if (Refusal(outcome, attempt) is { } refusal)
                {
                    loaded.Clear();
                    for (var i = start; i < end; i++)
                    {
                        commands[i].Refuse(refusal);
                    }

                    return end;
                }

                if (attempt > 2)
                {
                    await Task.Delay(owner.Backoff(attempt), owner.Clock);
                }
            }
        }
        catch (Exception exception)
        {
            // A bug or a broken store: everyone in the group learns of it, nothing is assumed about the documents.
            loaded.Clear();
            sequence.Forget();
            end = Math.Max(end, start + 1);
            for (var i = start; i < end; i++)
            {
                commands[i].Fail(exception);
            }

            return end;
        }
    }

    private ServiceUnavailable? Refusal(CommitResult outcome, int attempt)
    {
        var giveUp = attempt >= owner.Options.MaxAttempts;
        switch (outcome.Status)
        {
            case CommitStatus.AlreadyExists or CommitStatus.NotFound or CommitStatus.PreconditionFailed when !giveUp:
                owner.Logger.LogDebug("Commit on {Partition} met {Status} (attempt {Attempt}): {Reason}", partition, outcome.Status, attempt, outcome.Reason);
                return null;
            case CommitStatus.Throttled when !giveUp:
                return null;
            case CommitStatus.TooLarge:
                throw new InvalidOperationException($"A decision on {partition} does not fit into one commit: {outcome.Reason}");
            case CommitStatus.AlreadyExists:
                throw new InvalidOperationException($"A decision on {partition} adds a document that exists: {outcome.Reason}");
            default:
                owner.Logger.LogWarning("Commit on {Partition} gave up with {Status} after {Attempt} attempts: {Reason}", partition, outcome.Status, attempt, outcome.Reason);
                return new ServiceUnavailable("The store cannot take this change now. Repeat the same request.", outcome.RetryAfter ?? TimeSpan.FromSeconds(1));
        }
    }
}
