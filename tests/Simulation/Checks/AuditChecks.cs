using CryptoVault.Audit;
using CryptoVault.Audit.Chain;
using CryptoVault.Hosting;
using CryptoVault.Messaging;
using CryptoVault.Simulation.World;
using CryptoVault.Storage;

namespace CryptoVault.Simulation.Checks;

/// <summary>Every act that was committed is in its chain, once, and the chains are whole.</summary>
internal sealed class AuditChecks(SimWorld world)
{
    private readonly HashSet<string> committed = new(StringComparer.Ordinal);

    /// <summary>Takes note of what a commit promises to record.</summary>
    public void Commit(DocumentBatch batch)
    {
        foreach (var operation in batch.Operations)
        {
            if (operation.Kind == DocumentOperationKind.Create && operation.Id.StartsWith(OutboxDocument.IdPrefix, StringComparison.Ordinal))
            {
                var outbox = DocumentCodec.Decode<OutboxDocument>(operation.Body.Span);
                committed.UnionWith(outbox.Messages.Where(message => message.Queue == Queues.Audit).Select(message => message.MessageId["audit:".Length..]));
            }
        }
    }

    public void Check()
    {
        var chained = new List<string>();
        foreach (var chain in world.Store.All(ContainerNames.Audit, prefix: "record:").Select(DocumentCodec.Decode<AuditRecordDocument>)
            .GroupBy(record => (record.Stream, record.Day)).OrderBy(chain => chain.Key))
        {
            var walk = new ChainWalk(chain.Key.Stream, chain.Key.Day, null);
            foreach (var record in chain.OrderBy(record => record.AuditSequence))
            {
                if (walk.Take(DocumentCodec.Encode(record)) is { } problem)
                {
                    world.Fail(Failure.Answers, $"the audit chain {chain.Key}, place {walk.Count + 1}: {problem}");
                    return;
                }

                var read = record.Read();
                if (read.Action != AuditActions.DaySealed)
                {
                    chained.Add(read.Id);
                }
            }
        }

        if (chained.Count != chained.Distinct(StringComparer.Ordinal).Count() || !committed.SetEquals(chained))
        {
            world.Fail(Failure.Answers, $"{committed.Count} acts were committed, {chained.Count} are in the audit chains");
        }
    }
}
