using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Audit.Chain;

/// <summary>
/// Writes the running heads of all streams into a blob that is written once: what is cut off a stream afterwards shows, even
/// if the running head is set back with it. Nothing is written while no head moved.
/// </summary>
public sealed class AnchorAudit(Partitions partitions, AuditSeals seals, TimeProvider clock)
{
    /// <summary>Anchors.</summary>
    /// <returns>The newest anchor; null while nothing was ever recorded.</returns>
    public async Task<Result<AuditAnchorDocument?>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var known = await partitions.DecideAsync<(AuditAnchorDocument? Anchor, AnchoredHead[] Heads)>(
            AuditHeadDocument.Partition,
            view => (view.Find<AuditAnchorDocument>(AuditAnchorDocument.DocumentId), HeadsOf(view)),
            cancellation);
        if (!known.IsSuccess)
        {
            return known.Error;
        }

        var (before, heads) = known.Value;
        if (heads.Length == 0 || (before is not null && before.Heads.SequenceEqual(heads)))
        {
            return Result<AuditAnchorDocument?>.Success(before);
        }

        var now = clock.GetUtcNow();
        var name = AuditSeals.AnchorName(now);
        var blob = await seals.AnchorAsync(name, new AuditAnchor(StoredTime.Format(now), heads, before?.Name, before?.Sha256, null), cancellation);
        var anchor = new AuditAnchorDocument(name, blob.Sha256, heads);
        return await partitions.DecideAsync<AuditAnchorDocument?>(AuditHeadDocument.Partition, view =>
        {
            var present = view.Find<AuditAnchorDocument>(AuditAnchorDocument.DocumentId);
            if (present is null || string.CompareOrdinal(present.Name, anchor.Name) < 0)
            {
                view.Put(anchor);
            }

            return anchor;
        }, cancellation);
    }

    private static AnchoredHead[] HeadsOf(PartitionView view) =>
    [
        .. AuditStreams.All.Select(stream => view.Find<AuditHeadDocument>(AuditHeadDocument.IdOf(stream))).OfType<AuditHeadDocument>()
            .Select(head => new AnchoredHead(head.Stream, head.Day, head.Count, head.Hash)).OrderBy(head => head.Stream, StringComparer.Ordinal),
    ];
}

/// <summary>Asks the writers of all streams to close and seal the days that are over, whether anything was recorded since or not.</summary>
public sealed class SealAudit(Partitions partitions, TimeProvider clock)
{
    /// <summary>Asks.</summary>
    public Task<Result<Unit>> ExecuteAsync(CancellationToken cancellation = default) =>
        partitions.DecideAsync<Unit>(AuditHeadDocument.Partition, view =>
        {
            var today = AuditDays.Of(clock.GetUtcNow());
            foreach (var stream in AuditStreams.All)
            {
                if (view.Find<AuditHeadDocument>(AuditHeadDocument.IdOf(stream)) is { } head && string.CompareOrdinal(head.Day, today) < 0)
                {
                    view.Send(Messaging.Queues.Audit, $"seal:{stream}:{today}", stream, new AuditMessage(stream, null), AuditJson.Default.AuditMessage);
                }
            }

            return Unit.Value;
        }, cancellation);
}
