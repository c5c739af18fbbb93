using System.Text.Json;
using CryptoVault.Ids;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Audit.Chain;

/// <summary>
/// The writer of a stream: binds records to its chain, each once however often it comes, and closes and seals the days that
/// are over. One writer at a time per stream (the queue's session sees to it); a second one would only be refused.
/// </summary>
public sealed class ChainAudit(Partitions partitions, IDocumentStore store, AuditSeals seals, TimeProvider clock)
{
    /// <summary>Most records in a commit: below the batch's limit, with room for the day's head.</summary>
    private const int MostInCommit = 64;

    /// <summary>Chains records of one stream, in this order; with none it only seals days that are over.</summary>
    /// <returns>Success when all of them are chained, or <see cref="ServiceUnavailable"/>.</returns>
    public async Task<Result<Unit>> ExecuteAsync(string stream, IReadOnlyList<AuditRecord> records, CancellationToken cancellation = default)
    {
        var head = await OpenDayAsync(stream, cancellation);
        if (!head.IsSuccess)
        {
            return head.Error;
        }

        var fresh = await WithoutEarlierAsync(records, head.Value, cancellation);
        foreach (var some in fresh.Chunk(MostInCommit))
        {
            var chained = await partitions.DecideAsync(
                AuditRecordDocument.PartitionOf(stream, head.Value.Day), view => Chain(view, head.Value, some), cancellation);
            if (!chained.IsSuccess)
            {
                return chained.Error;
            }

            var kept = await KeepHeadAsync(head.Value with { Count = chained.Value.Count, Hash = chained.Value.Hash }, cancellation);
            if (!kept.IsSuccess)
            {
                return kept.Error;
            }
        }

        return Unit.Value;
    }

    /// <summary>The running head of the day that is written to; days before it are closed and sealed.</summary>
    private async Task<Result<AuditHeadDocument>> OpenDayAsync(string stream, CancellationToken cancellation)
    {
        var today = AuditDays.Of(clock.GetUtcNow());
        var known = await partitions.DecideAsync(AuditHeadDocument.Partition, view => Find(view, stream, today), cancellation);
        if (!known.IsSuccess || string.CompareOrdinal(known.Value.Day, today) >= 0)
        {
            return known;
        }

        var closed = await partitions.DecideAsync(AuditRecordDocument.PartitionOf(stream, known.Value.Day), view => Close(view, known.Value), cancellation);
        if (!closed.IsSuccess)
        {
            return closed.Error;
        }

        var seal = await seals.SealAsync(closed.Value, cancellation);
        var first = FirstRecordOf(seal, today);
        var opened = await partitions.DecideAsync(
            AuditRecordDocument.PartitionOf(stream, today), view => Begin(view, stream, today, closed.Value.Hash, first), cancellation);
        return opened.IsSuccess
            ? await KeepHeadAsync(known.Value with { Day = today, Count = opened.Value.Count, Hash = opened.Value.Hash }, cancellation)
            : opened.Error;
    }

    /// <summary>The running head is there before the first record is, so that no record is ever without it.</summary>
    private static Result<AuditHeadDocument> Find(PartitionView view, string stream, string today)
    {
        if (view.Find<AuditHeadDocument>(AuditHeadDocument.IdOf(stream)) is { } known)
        {
            return known;
        }

        var first = new AuditHeadDocument(stream, today, today, 0, AuditLink.Genesis);
        view.Put(first);
        return first;
    }

    private static Result<AuditDayDocument> Close(PartitionView view, AuditHeadDocument head)
    {
        var day = view.Find<AuditDayDocument>(AuditDayDocument.DocumentId) ?? new AuditDayDocument(head.Stream, head.Day, 0, head.Hash);
        if (!day.IsClosed)
        {
            day = day with { IsClosed = true };
            view.Put(day);
        }

        return day;
    }

    private static Result<AuditDayDocument> Begin(PartitionView view, string stream, string today, string previous, AuditRecord first)
    {
        if (view.Find<AuditDayDocument>(AuditDayDocument.DocumentId) is { } known)
        {
            return known;
        }

        var begun = Append(view, new AuditDayDocument(stream, today, 0, previous), first);
        view.Put(begun);
        return begun;
    }

    private static Result<AuditDayDocument> Chain(PartitionView view, AuditHeadDocument head, IReadOnlyList<AuditRecord> records)
    {
        var day = view.Find<AuditDayDocument>(AuditDayDocument.DocumentId) ?? new AuditDayDocument(head.Stream, head.Day, 0, head.Hash);
        if (day.IsClosed)
        {
            return new ServiceUnavailable("The day was closed meanwhile.", TimeSpan.FromSeconds(1)); // by a writer whose clock is ahead
        }

        var chained = day;
        foreach (var record in records)
        {
            if (view.Find<AuditRecordDocument>(AuditRecordDocument.IdOf(record.Id)) is null)
            {
                chained = Append(view, chained, record);
            }
        }

        if (chained != day)
        {
            view.Put(chained);
        }

        return chained;
    }

    private static AuditDayDocument Append(PartitionView view, AuditDayDocument day, AuditRecord record)
    {
        var body = JsonSerializer.SerializeToElement(record, AuditJson.Default.AuditRecord);
        var sequence = day.Count + 1;
        var hash = AuditLink.HashOf(day.Stream, day.Day, sequence, day.Hash, body);
        view.Put(new AuditRecordDocument(day.Stream, day.Day, sequence, day.Hash, hash, body));
        return day with { Count = sequence, Hash = hash };
    }

    private static AuditRecord FirstRecordOf(AuditSeal seal, string today) => new(
        DerivedId.Of("audit-seal", seal.Stream, seal.Day), seal.Stream, StoredTime.Format(AuditDays.StartOf(today)), AuditActions.DaySealed, AuditActor.System,
        $"audit:{seal.Stream}:{seal.Day}", "audit-seal")
    {
        After = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["count"] = $"{seal.Count}",
            ["hash"] = seal.Hash,
            ["keyId"] = seal.Signature.KeyId,
            ["signature"] = seal.Signature.Value,
        },
    };

    /// <summary>
    /// A record that was decided before today may have been chained on an earlier day, its message coming again only now.
    /// Those days are closed, so what is not there will not come there any more.
    /// </summary>
    private async Task<IReadOnlyList<AuditRecord>> WithoutEarlierAsync(IReadOnlyList<AuditRecord> records, AuditHeadDocument head, CancellationToken cancellation)
    {
        var fresh = new List<AuditRecord>(records.Count);
        foreach (var record in records)
        {
            var isChained = false;
            var from = AuditDays.OfStored(record.Time);
            for (var day = string.CompareOrdinal(from, head.FirstDay) < 0 ? head.FirstDay : from;
                !isChained && string.CompareOrdinal(day, head.Day) < 0; day = AuditDays.After(day))
            {
                var place = AuditRecordDocument.PartitionOf(record.Stream, day);
                isChained = await store.ReadAsync(place.Container, place.Value, AuditRecordDocument.IdOf(record.Id), cancellation) is not null;
            }

            if (!isChained)
            {
                fresh.Add(record);
            }
        }

        return fresh;
    }

    /// <summary>The running head only goes forward.</summary>
    private Task<Result<AuditHeadDocument>> KeepHeadAsync(AuditHeadDocument head, CancellationToken cancellation) =>
        partitions.DecideAsync<AuditHeadDocument>(AuditHeadDocument.Partition, view =>
        {
            var known = view.Find<AuditHeadDocument>(head.Id);
            var isOlder = known is not null && string.CompareOrdinal(head.Day, known.Day) is var days && (days < 0 || (days == 0 && head.Count <= known.Count));
            if (isOlder)
            {
                return known!;
            }

            var kept = head with { ArchivedThrough = known?.ArchivedThrough };
            view.Put(kept);
            return kept;
        }, cancellation);
}
