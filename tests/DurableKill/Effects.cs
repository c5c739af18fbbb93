using System.Globalization;
using System.Text.Json;
using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.DurableKill;

/// <summary>What activities and consumers do to the world, recorded in the store.</summary>
internal sealed class Effects(IDocumentStore store, IMessageBus bus, InFlight inFlight, TimeProvider clock)
{
    public static string PartitionOf(int story) => string.Create(CultureInfo.InvariantCulture, $"story-{story}");

    public static string IdOfMessage(int number) => string.Create(CultureInfo.InvariantCulture, $"message:{number:D4}");

    /// <summary>Runs an activity: takes a while, records the run, and gives a result that no other run gives.</summary>
    public async Task<string> RunAsync(int story, string name)
    {
        inFlight.Enter();
        try
        {
            var token = $"{name}~{Guid.NewGuid():N}";
            await Task.Delay(Random.Shared.Next(20, 100));
            await MustAsync(PartitionOf(story), Mark($"run:{token}"));
            return token;
        }
        finally
        {
            inFlight.Leave();
        }
    }

    /// <summary>True for the first call with these arguments, ever.</summary>
    public async Task<bool> IsFirstAsync(int story, string name)
    {
        var outcome = await store.CommitAsync(new DocumentBatch(KillStore.Effects, PartitionOf(story), [Mark($"first:{name}")]));
        return outcome.IsCommitted;
    }

    /// <summary>Commits messages to a story's session and tells the bus; a repetition may send them again.</summary>
    public async Task PublishAsync(int story, int first, int count)
    {
        var session = PartitionOf(story);
        OutboxMessage[] messages =
        [
            .. Enumerable.Range(first, count).Select(number => new OutboxMessage(
                Stories.Queue, $"{session}/{number}", session, JsonSerializer.SerializeToElement(number), session)),
        ];
        var document = new OutboxDocument($"outbox:{first}", messages, StoredTime.Format(clock.GetUtcNow()));
        var outcome = await store.CommitAsync(new DocumentBatch(KillStore.Outbox, session, [DocumentOperation.Create(document.Id, DocumentCodec.Encode(document))]));
        if (outcome.IsCommitted)
        {
            await bus.PublishAsync(new OutboxItem(KillStore.Outbox, session, document, outcome.ETags[0]!));
        }
        else if (outcome.Status != CommitStatus.AlreadyExists)
        {
            throw new InvalidOperationException($"{outcome.Status} {outcome.Reason}");
        }
    }

    /// <summary>Records a message; one that comes before an earlier one of its session is recorded as a violation.</summary>
    public async Task ReceiveAsync(string session, int number)
    {
        if (number > 1 && await store.ReadAsync(KillStore.Effects, session, IdOfMessage(number - 1)) is null)
        {
            await MustAsync(session, Mark($"violation:{Guid.NewGuid():N}"));
        }

        var outcome = await store.CommitAsync(new DocumentBatch(KillStore.Effects, session, [Mark(IdOfMessage(number))]));
        if (!outcome.IsCommitted && outcome.Status != CommitStatus.AlreadyExists)
        {
            throw new InvalidOperationException($"{outcome.Status} {outcome.Reason}");
        }
    }

    private static DocumentOperation Mark(string id) =>
        DocumentOperation.Create(id, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["id"] = id }));

    private async Task MustAsync(string partition, DocumentOperation operation)
    {
        var outcome = await store.CommitAsync(new DocumentBatch(KillStore.Effects, partition, [operation]));
        if (!outcome.IsCommitted)
        {
            throw new InvalidOperationException($"{outcome.Status} {outcome.Reason}");
        }
    }
}
