using CryptoVault.Ids;
using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.LocalRuntime.Durable.Engine;
using CryptoVault.LocalRuntime.Durable.Executions;
using CryptoVault.Messaging;
using CryptoVault.Storage;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Durable.Client;

/// <summary>The client of the local engine. It writes to the store and tells the engine, if that runs in this process.</summary>
internal sealed class LocalDurableTaskClient(DurableEngine engine, DataConverter converter, IIds ids, ILogger logger) : DurableTaskClient(engine.Options.TaskHub)
{
    private readonly InstanceQueries queries = new(engine.Store.Store, converter);
    private readonly InstancePurge purge = new(engine.Store);

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var instanceId = options?.InstanceId ?? ids.New().Replace("-", "", StringComparison.Ordinal);
        InstanceIds.Check(instanceId);
        var dedupe = DedupeStatuses.Of(options?.DedupeStatuses);
        if (engine.Functions.FindOrchestrator(orchestratorName) is not { } orchestrator)
        {
            throw new ArgumentException(
                $"The function '{orchestratorName}' doesn't exist, is disabled, or is not an orchestrator function.", nameof(orchestratorName));
        }

        var payload = Payloads.Checked(converter.Serialize(input), "The input");
        while (true)
        {
            var existing = await engine.Store.ReadInstanceAsync(instanceId, cancellation);
            if (existing is not null && dedupe.Contains(existing.Document.RuntimeStatus))
            {
                throw new OrchestrationAlreadyExistsException($"An Orchestration instance with the ID {instanceId} already exists.");
            }

            if (await TryStartAsync(NewInstance(orchestrator.Name, instanceId, payload, options, existing), existing, cancellation))
            {
                return instanceId;
            }
        }
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var payload = Payloads.Checked(converter.Serialize(eventPayload), "The event");
        return PutAsync(instanceId, "e", new HistoryEvent(HistoryKind.EventRaised) { Name = eventName, Payload = payload }, cancellation);
    }

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = Payloads.Checked(converter.Serialize(options?.Output), "The output");
        var name = options?.Recursive == true ? OutgoingMail.Recursively : null;
        return PutAsync(instanceId, "t", new HistoryEvent(HistoryKind.Terminated) { Name = name, Payload = output }, cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        PutAsync(instanceId, "c", new HistoryEvent(HistoryKind.Suspended) { Payload = reason }, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        PutAsync(instanceId, "c", new HistoryEvent(HistoryKind.Resumed) { Payload = reason }, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return await engine.Store.ReadInstanceAsync(instanceId, cancellation) is { Document: var document }
            ? InstanceQueries.ToMetadata(document, getInputsAndOutputs ? converter : null)
            : null;
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create((continuation, pageSize, cancellation) => queries.PageAsync(filter ?? new OrchestrationQuery(), continuation, pageSize, cancellation));

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.RuntimeStatus != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, instance => instance.IsCompleted, getInputsAndOutputs, cancellation);

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new PurgeResult(await purge.PurgeAsync(instanceId, options?.Recursive == true, cancellation), isComplete: true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        var found = new List<string>();
        await foreach (var instance in GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            if (instance.IsCompleted)
            {
                found.Add(instance.InstanceId);
            }
        }

        var count = 0;
        foreach (var instanceId in found)
        {
            count += await purge.PurgeAsync(instanceId, options?.Recursive == true, cancellation);
        }

        return new PurgeResult(count, isComplete: true);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private InstanceDocument NewInstance(
        string name, string instanceId, string? input, StartOrchestrationOptions? options, Stored<InstanceDocument>? existing)
    {
        var clock = engine.Clock.GetUtcNow();
        var now = StoredTime.Format(clock);
        var startAt = options?.StartAt is { } at && at > clock ? StoredTime.Format(at) : null;
        return new InstanceDocument(instanceId, name, (existing?.Document.Generation ?? 0) + 1, nameof(OrchestrationRuntimeStatus.Pending), now, now)
        {
            Input = input,
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
            CorrelationId = Correlation.Current,
            StartAt = startAt,
            NextTimer = startAt,
            WorkAt = now,
        };
    }

    private async Task<bool> TryStartAsync(InstanceDocument started, Stored<InstanceDocument>? existing, CancellationToken cancellation)
    {
        var (status, _) = await engine.Store.CommitAsync(started.InstanceId, InstanceStart.Operations(started, existing, started.CreatedAt), cancellation);
        if (status == WriteStatus.Conflict && !await IsOwnStartAsync(started, cancellation))
        {
            return false;
        }

        engine.Post(started.InstanceId, new ReplacedMail(started.Generation));
        return true;
    }

    /// <summary>True when what is there is what this call wrote, and only the answer was lost.</summary>
    private async Task<bool> IsOwnStartAsync(InstanceDocument started, CancellationToken cancellation) =>
        await engine.Store.ReadInstanceAsync(started.InstanceId, cancellation) is { Document: var found }
        && found.CreatedAt == started.CreatedAt && found.Name == started.Name && found.Input == started.Input;

    private async Task PutAsync(string instanceId, string key, HistoryEvent happened, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var instance = await engine.Store.ReadInstanceAsync(instanceId, cancellation);
        if (instance is null || instance.Document.IsFinal)
        {
            logger.LogInformation("{Event} for instance {Instance} is dropped: the instance {State}.", happened, instanceId, instance is null ? "does not exist" : "has ended");
            return;
        }

        var document = new InboxDocument($"{InboxDocument.IdPrefix}{key}:{ids.New()}", happened, StoredTime.Format(engine.Clock.GetUtcNow()));
        var create = DocumentOperation.Create(document.Id, DocumentCodec.Encode(document));
        var (status, etags) = await engine.Store.CommitAsync(instanceId, [create], cancellation);
        engine.Post(instanceId, status == WriteStatus.Committed ? new InboxMail(document, etags[0]!) : new InboxChangedMail());
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<OrchestrationMetadata, bool> isReached, bool getInputsAndOutputs, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            var change = engine.Watch.NextChange(instanceId); // before the look, so that no change is missed
            if (await GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation) is { } instance && isReached(instance))
            {
                return instance;
            }

            await Task.WhenAny(change, Task.Delay(engine.Options.WatchEvery, engine.Clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
